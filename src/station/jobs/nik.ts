/**
 * NIK, the 16-digit number of a resident: region (6), day of birth (2; plus 40 for women), month (2), year (2), serial (4).
 * Only the structure is checked; the region is not looked up.
 */
import { daysInMonth } from "./civil.ts";

/** One sentence why it is no NIK, or undefined when its structure is right. Repeats no digit of it. */
export function nikProblem(nik: string): string | undefined {
  if (!/^\d{16}$/.test(nik)) return "nik is not 16 digits";
  if (nik.startsWith("00")) return "nik has no province (it begins with 00)";
  const dayField = Number(nik.slice(6, 8));
  const day = dayField > 40 ? dayField - 40 : dayField;
  const month = Number(nik.slice(8, 10));
  if (day < 1 || day > 31) return "nik has no day 01-31 (or 41-71 for women) at its 7th digit";
  if (month < 1 || month > 12) return "nik has no month 01-12 at its 9th digit";
  // The century is unknown: 29 February exists when it does in either.
  const year = Number(nik.slice(10, 12));
  if (day > Math.max(daysInMonth(1900 + year, month), daysInMonth(2000 + year, month))) {
    return "nik has a date of birth that does not exist";
  }
  return nik.endsWith("0000") ? "nik has the serial 0000" : undefined;
}

/** The region stays (it is the office's own) and the last two digits, to compare with a paper in the hand: `990101********01`. */
export function maskNik(nik: string): string {
  if (nik.length !== 16) return "*".repeat(Math.min(nik.length, 16));
  return `${nik.slice(0, 6)}********${nik.slice(14)}`;
}

/** The last line of defence: whatever in a text looks like a NIK is masked, even when a caller forgot. */
export function maskNiks(text: string): string {
  return text.replace(/(?<!\d)\d{16}(?!\d)/g, (digits) =>
    nikProblem(digits) === undefined ? maskNik(digits) : digits,
  );
}
