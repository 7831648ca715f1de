/**
 * Who gets a tile and who a word in the strip. While all printers fit, each has its tile in the order of the station file.
 * Beyond that it is report by exception: printers that need somebody keep tiles, the others collapse. Pure; lengths in em
 * of the plain text.
 */

/** A tile with a state word of nine letters at 30 minutes of arc, and two lines of what to do. */
export const TILE_WIDTH_EM = 12.3;
export const TILE_HEIGHT_EM = 8.4;
/** A name in the strip; one that needs somebody but found no tile has its word too, and takes two places. */
export const CHIP_WIDTH_EM = 7.4;
export const CHIP_HEIGHT_EM = 1.55;
const STRIP_COLUMNS_MAX = 8;
/** A tile so many times as large as its letters need has room for the whole way out of the trouble. */
const ROOMY_TIMES = 1.2;
/** A tile of this height has room for a second line of name and place. */
const TALL_EM = 8.82;
/** Letters of a tile that has room to spare grow up to this. */
export const TILE_SCALE_MAX = 1.7;

export interface Room {
  /** Between the header and the lower edge. */
  readonly widthEm: number;
  readonly heightEm: number;
}

export interface WallPlan {
  readonly columns: number;
  readonly rows: number;
  /** Printers with a tile, in the order given. */
  readonly tiles: readonly string[];
  /** Printers in the strip; those that need somebody first. */
  readonly strip: readonly string[];
  readonly stripColumns: number;
  /** Size of the letters in tiles. */
  readonly scale: number;
  /** Tiles have room for more than two lines of what to do. */
  readonly roomy: boolean;
  /** They have room for one line more. */
  readonly tall: boolean;
}

/** `rank`: how much a printer needs somebody; 0 = not at all. */
export function planWall(names: readonly string[], rank: (name: string) => number, room: Room): WallPlan {
  const columnsMax = Math.max(1, Math.floor(room.widthEm / TILE_WIDTH_EM));
  const rowsMax = Math.max(1, Math.floor(room.heightEm / TILE_HEIGHT_EM));
  // A telephone scrolls.
  if (columnsMax === 1) return shaped(names, [], 1, Math.max(1, names.length), room, false);
  if (names.length <= columnsMax * rowsMax) {
    const rows = Math.max(1, Math.ceil(names.length / columnsMax));
    return shaped(names, [], Math.max(1, Math.ceil(names.length / rows)), rows, room, true);
  }
  const urgent = names.filter((name) => rank(name) > 0);
  const stripColumns = stripColumnsOf(room);
  for (let rows = Math.min(rowsMax, Math.ceil(urgent.length / columnsMax)); rows > 0; rows--) {
    const tiles = worst(urgent, rank, rows * columnsMax);
    const places = names.length - tiles.size + (urgent.length - tiles.size);
    const chips = Math.ceil(places / stripColumns);
    if (rows > 1 && rows * TILE_HEIGHT_EM + chips * CHIP_HEIGHT_EM > room.heightEm) continue;
    const shown = names.filter((name) => tiles.has(name));
    const without = (needed: boolean) => names.filter((name) => !tiles.has(name) && rank(name) > 0 === needed);
    const left = [...without(true), ...without(false)];
    return shaped(shown, left, Math.min(columnsMax, shown.length), rows, room, true);
  }
  return shaped([], names, 1, 0, room, false);
}

const stripColumnsOf = (room: Room): number =>
  Math.min(STRIP_COLUMNS_MAX, Math.max(1, Math.floor(room.widthEm / CHIP_WIDTH_EM)));

function worst(names: readonly string[], rank: (name: string) => number, count: number): Set<string> {
  return new Set([...names].sort((a, b) => rank(b) - rank(a)).slice(0, count));
}

function shaped(
  tiles: readonly string[],
  strip: readonly string[],
  columns: number,
  rows: number,
  room: Room,
  grow: boolean,
): WallPlan {
  const stripColumns = stripColumnsOf(room);
  const stripEm = Math.ceil(strip.length / stripColumns) * CHIP_HEIGHT_EM;
  const wide = room.widthEm / columns / TILE_WIDTH_EM;
  const high = (room.heightEm - stripEm) / Math.max(1, rows) / TILE_HEIGHT_EM;
  const scale = grow ? Math.min(TILE_SCALE_MAX, Math.max(1, Math.min(wide, high))) : 1;
  const roomy = grow && wide * high >= scale ** 2 * ROOMY_TIMES;
  const letters = Math.floor(scale * 10) / 10;
  const tall = roomy || high * TILE_HEIGHT_EM >= TALL_EM * letters;
  return { columns, rows, tiles, strip, stripColumns, scale: letters, roomy, tall };
}
