/** Indonesian words of the wall. */
export const wallId = {
  "wall.queue": "Antrean PRR",
  "wall.today": "Hari ini",
  "wall.clear": "Selesai",
  "wall.sim": "SIM",
  "wall.more": "{n} gangguan lagi",
  "wall.since": "sejak {time}",
  "wall.waiting": "MENYAMBUNG KE STASIUN",
  "wall.refused": "LAYAR INI BELUM DIIZINKAN",
  "wall.refusedHelp": "Buka layar dengan tautan yang dibuat di halaman stasiun, atau masuk di halaman stasiun.",
  "wall.lostHelp": "Layar ini terus mencoba menyambung sendiri. Periksa stasiun dan jaringannya.",
  "wall.clearNone": "kosong",
  "wall.clearFrom": "{low} – {high}",
  "wall.clearForecast": "{days} (ramalan)",
} as const;
