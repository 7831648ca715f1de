/** Whether a page fits its window: nothing wider than it, and no boxes that should stand beside each other on each other. */
import type { Page } from "playwright-core";

/** Names of elements that stick out sideways. A box that scrolls in itself may be wider inside. */
export async function sticksOut(page: Page): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const scrolls = (node) => {
      for (let up = node.parentElement; up; up = up.parentElement)
        if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return true;
      return false;
    };
    const name = (node) => node.tagName.toLowerCase() + "." + String(node.getAttribute("class"));
    return [...document.querySelectorAll("body *")]
      .filter((node) => {
        const box = node.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || node.closest(".unseen, details:not([open]) > :not(summary)") || scrolls(node)) return false;
        return box.right > innerWidth + 3 || box.left < -3;
      })
      .map(name);
  })()`)) as string[];
}

/** Pairs of elements matching \`selector\` that cover each other. */
export async function overlaps(page: Page, selector: string): Promise<string[]> {
  return (await page.evaluate(
    `((selector) => {
      const all = [...document.querySelectorAll(selector)].map((node) => [node, node.getBoundingClientRect()]);
      const found = [];
      for (const [i, [a, p]] of all.entries())
        for (const [b, q] of all.slice(i + 1)) {
          if (a.contains(b) || b.contains(a)) continue;
          const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
          const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
          if (wide > 1 && high > 1) found.push(a.textContent.slice(0, 40) + " / " + b.textContent.slice(0, 40));
        }
      return found;
    })(${JSON.stringify(selector)})`,
  )) as string[];
}

/** Whether something in a box that scrolls sideways is within its window, whole. */
export async function isSeenIn(page: Page, box: string, selector: string): Promise<boolean> {
  return (await page.evaluate(
    `(([box, selector]) => {
      const window = document.querySelector(box).getBoundingClientRect();
      return [...document.querySelector(box).querySelectorAll(selector)].some((node) => {
        const { left, right } = node.getBoundingClientRect();
        return left >= window.left - 1 && right <= window.right + 1;
      });
    })(${JSON.stringify([box, selector])})`,
  )) as boolean;
}

/** Elements whose content is wider or higher than they are. Large letters on tight lines may stick out by less than a fifth. */
export async function cutOff(page: Page, selector: string): Promise<string[]> {
  return (await page.evaluate(
    `((selector) => [...document.querySelectorAll(selector)]
      .filter((node) => {
        const letter = parseFloat(getComputedStyle(node).fontSize);
        return node.scrollWidth > node.clientWidth + 2 || node.scrollHeight > node.clientHeight + letter / 5;
      })
      .map((node) => node.textContent))(${JSON.stringify(selector)})`,
  )) as string[];
}
