"""What runs inside a captured page: reading, scrolling for lazy pictures, hiding overlays. Nothing is clicked."""

STATUS = "() => performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0"

SOURCE = """() => {
  const shadowRoots = [];
  const inner = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) { shadowRoots.push(element.shadowRoot); inner(element.shadowRoot); }
    }
  };
  inner(document);
  const root = document.documentElement;
  const type = document.doctype ? '<!DOCTYPE ' + document.doctype.name + '>\\n' : '';
  const shell = root.outerHTML;
  if (!shadowRoots.length || !root.getHTML) return type + shell;
  return type + shell.slice(0, shell.indexOf('>') + 1) + root.getHTML({shadowRoots}) + '</html>';
}"""

READ = """limit => {
  const cut = (text) => text.length > limit ? text.slice(0, limit) : text;
  const parts = [];
  const drawn = (element) => getComputedStyle(element).display === 'contents' || element.checkVisibility();
  const inner = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) {
        for (const child of element.shadowRoot.children) if (drawn(child)) parts.push(child.innerText || '');
        inner(element.shadowRoot);
      }
      if (element.tagName === 'IFRAME' || element.tagName === 'FRAME') {
        let inside = null;
        try { inside = element.contentDocument; } catch (refused) { inside = null; }
        if (inside && inside.body && drawn(element)) { parts.push(inside.body.innerText || ''); inner(inside); }
      }
    }
  };
  if (document.body) parts.push(document.body.innerText || '');
  inner(document);
  const text = parts.filter(Boolean).join('\\n');
  const page = document.scrollingElement || document.documentElement;
  const source = (SOURCE_SCRIPT)();
  return {source, text: cut(text), long: text.length > limit, url: location.href, height: page.scrollHeight};
}""".replace("SOURCE_SCRIPT", SOURCE)

SCROLL = """async ([most, height, patience]) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const drawn = () => Promise.race([new Promise((done) => requestAnimationFrame(() => done())), pause(250)]);
  const page = document.scrollingElement || document.documentElement;
  const step = Math.max(200, innerHeight - 100);
  let steps = 0;
  while (steps < most && scrollY + innerHeight < Math.min(page.scrollHeight, height) - 1) {
    scrollBy({top: step, behavior: 'instant'}); steps += 1; await drawn();
  }
  // who watches for being seen is told after a frame is drawn, so in the next one
  await drawn(); await drawn();
  const until = performance.now() + patience;
  const shown = (image) => image.getBoundingClientRect().width > 0;
  const waiting = () => [...document.images].some((image) => !image.complete && shown(image));
  while (waiting() && performance.now() < until) await pause(50);
  scrollTo({top: 0, behavior: 'instant'});
  return {steps, height: page.scrollHeight};
}"""

NEEDS_SCROLL = """() => {
  const page = document.scrollingElement || document.documentElement;
  return page.scrollHeight > innerHeight + 1;
}"""

HIDE_OVERLAYS = """() => {
  const hit = (root) => {
    const found = root.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const inside = found && found.shadowRoot && found.shadowRoot !== root ? hit(found.shadowRoot) : null;
    return inside || found;
  };
  const above = (element) => element.parentElement || element.getRootNode().host || null;
  const covers = (element) => {
    if (element.matches(':modal')) return true;
    const style = getComputedStyle(element);
    if (!(style.position === 'fixed' || (style.position === 'absolute' && Number(style.zIndex) >= 10))) return false;
    const box = element.getBoundingClientRect();
    const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
    const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return width > 0 && height > 0 && width * height > 0.5 * innerWidth * innerHeight;
  };
  let hidden = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    let element = hit(document);
    while (element && element !== document.body && !covers(element)) element = above(element);
    if (!element || element === document.body || element === document.documentElement) break;
    element.style.setProperty('display', 'none', 'important');
    hidden += 1;
  }
  for (const part of hidden ? [document.documentElement, document.body] : []) {
    const style = getComputedStyle(part);
    if (style.overflowY === 'visible' && style.position !== 'fixed') continue;
    const free = {overflow: 'visible', height: 'auto', 'max-height': 'none', position: 'static'};
    for (const [name, value] of Object.entries(free)) part.style.setProperty(name, value, 'important');
  }
  return hidden;
}"""
