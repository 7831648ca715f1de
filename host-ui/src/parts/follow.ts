/** A drawing that scrolls sideways on a narrow screen shows what matters now, until somebody moves it by hand. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface Following {
  readonly ref: RefObject<HTMLElement | null>;
  readonly onPointerDown: () => void;
  readonly onWheel: () => void;
  readonly onKeyDown: () => void;
}

/** For the box that scrolls. `selector`: what must be seen in it; looked for again when it is another one or `place` is. */
export function useFollowing(selector: string, place: string): Following {
  const ref = useRef<HTMLElement>(null);
  const held = useRef(false);
  useEffect(() => {
    if (ref.current !== null && !held.current) bringInto(ref.current, selector);
  }, [selector, place]);
  const hold = (): void => {
    held.current = true;
  };
  return { ref, onPointerDown: hold, onWheel: hold, onKeyDown: hold };
}

/** All of them, side by side, in the middle; nothing moves when they are seen already. */
function bringInto(box: HTMLElement, selector: string): void {
  const marks = [...box.querySelectorAll(selector)].map((mark) => mark.getBoundingClientRect());
  if (marks.length === 0) return;
  const left = Math.min(...marks.map((mark) => mark.left));
  const right = Math.max(...marks.map((mark) => mark.right));
  const window = box.getBoundingClientRect();
  if (left < window.left || right > window.right) box.scrollLeft += (left + right - window.left - window.right) / 2;
}
