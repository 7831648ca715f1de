/** Wide tables of reports: on a narrow screen they scroll in a box of their own, and the page stays as wide as the screen. */

/** Belongs into the page's style. On paper everything is shown. */
export const SCROLL_BOX_STYLE = ".scroll{overflow-x:auto}@media print{.scroll{overflow:visible}}";

/** `label` (HTML) names the box for readers of screens; who has no mouse reaches and scrolls it by keys. */
export const scrollBox = (label: string, table: string): string =>
  `<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
