// What a person sees or reaches on a page, across the shadow roots.

/** Texts that are shown, each with the element that holds it. */
export function texts_of(page) {
  return page.evaluate(() => {
    const found = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const holder = node.parentElement ?? node.parentNode.host;
        if (node.textContent.trim() && holder && !['STYLE', 'SCRIPT', 'NOSCRIPT', 'TITLE'].includes(holder.tagName)) found.push({ text: node.textContent.trim(), tag: holder.tagName.toLowerCase() });
        return;
      }
      if (node.shadowRoot) walk(node.shadowRoot);
      for (const child of node.childNodes) walk(child);
      if (node.getAttribute) for (const name of ['aria-label', 'placeholder', 'title']) if (node.getAttribute(name)) found.push({ text: node.getAttribute(name), tag: `${node.tagName.toLowerCase()} ${name}` });
    };
    walk(document.body);
    return found;
  });
}

/** Where the keyboard is: tag, id and text. */
export function focus_of(page) {
  return page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return { tag: at?.tagName.toLowerCase() ?? '', id: at?.id ?? '', text: (at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim() };
  });
}

/** By Tab alone, to the control with that id. */
export async function tab_to(page, id) {
  for (let presses = 0; presses < 120; ++presses) {
    if ((await focus_of(page)).id === id) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to #${id}`);
}

/** As `tab_to`, then Enter. */
export async function press(page, id) {
  await tab_to(page, id);
  await page.keyboard.press('Enter');
}

/** As `tab_to`, then writes over what stands there. */
export async function write(page, id, text) {
  await tab_to(page, id);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Until the page shows that text somewhere. */
export const shows = (page, text) => page.getByText(text).first().waitFor();

/** Elements wider than the window, which would make it scroll sideways. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
