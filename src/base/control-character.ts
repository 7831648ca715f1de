/** What steers a terminal or turns text around instead of being text; line ends too. A joiner inside a word is text. */
export const CONTROL_CHARACTER = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
