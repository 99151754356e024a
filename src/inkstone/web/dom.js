/**
 * Elements: made with text and never with markup, so that nothing a stranger wrote can run.
 * It does not know what is shown.
 */

const SVG = "http://www.w3.org/2000/svg";
/** Where a link or a picture may lead. */
const SAFE_URL = /^(?:https?:|blob:|data:image\/(?:png|jpeg|webp|gif);|[/#?]|$)/i;
const URL_ATTRIBUTES = new Set(["href", "src", "action", "formaction", "poster"]);
/** What is set as a property, since the attribute only says how it began. */
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "indeterminate", "open"]);

/**
 * An element with its attributes and children.
 * @param {string} tag its name, such as `button`
 * @param {object} [props] attributes; `class`, `style` (object), `dataset`, `onclick` and such
 *     (functions); null and false leave one out
 * @param {...(Node|string|number|null|false|Array)} children text is text, whatever it says
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same within a drawing. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  append(element, children);
  // A list's choice is there only once its options are.
  if (props && "value" in props && element.tagName === "SELECT") element.value = props.value;
  return element;
}

/** Set one attribute, property or listener. */
export function set(element, name, value) {
  if (name.startsWith("on")) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
  } else if (name === "style") {
    for (const [key, each] of Object.entries(value ?? {})) element.style.setProperty(key, each);
  } else if (name === "dataset") {
    Object.assign(element.dataset, value);
  } else if (PROPERTIES.has(name) && name in element) {
    element[name] = value ?? (name === "value" ? "" : false);
  } else if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : safe(name, String(value)));
  }
}

/** An address that runs nothing; one that might is dropped. */
export function safe(name, value) {
  return !URL_ATTRIBUTES.has(name) || SAFE_URL.test(value.trim()) ? value : "#";
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === true) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

/** Put other children in an element. */
export function replace(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
  return parent;
}

/** Text that only a screen reader says. */
export function hidden(text) {
  return h("span", { class: "hidden" }, text);
}

let numIds = 0;

/** An id that nothing else on the page has, to tie a label to its control. */
export function newId(prefix = "x") {
  numIds += 1;
  return `${prefix}-${numIds}`;
}

/**
 * Listen until an abort.
 * @param {EventTarget} target
 * @param {string} name
 * @param {(event: Event) => void} listener
 * @param {AbortSignal} [until]
 */
export function listen(target, name, listener, until) {
  target.addEventListener(name, listener, until ? { signal: until } : undefined);
}

/** Wait until calls have stopped coming for a while, then call once with the last arguments. */
export function settle(waitMs, call) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), waitMs);
  };
}
