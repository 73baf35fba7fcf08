// What the share dialog shows of a link: its length and who would cut it, a Markdown badge, a QR code.
import { encode } from "uqr";
import { el } from "../inspect/dom.js";
import { visibleLine } from "../inspect/text.js";
import { copyButton } from "./copy.js";
import { embedSection } from "./embed.js";
import { LIMITS, lengthAdvice } from "./limits.js";
import { badge } from "./markdown.js";
import { secretsIn } from "./secrets.js";
import { shortLink } from "./short.js";

/** The most bytes a QR code holds (ISO/IEC 18004, version 40 with the least correction). */
const QR_BYTES = 2_953;
/** White modules around a code, that scanners ask for. */
const QUIET_ZONE = 4;
/** So many suspects are listed. */
const SUSPECTS = 8;

/**
 * Fills the dialog.
 * @param {HTMLElement} host
 * @param {{address: string, title: string, project: any} & Parameters<typeof shortLink>[0]} link the project as its wire form
 */
export function showLink(host, link) {
  const { address, title, project } = link;
  const field = el("input", {
    type: "text", class: "mono", readonly: true, "aria-label": "Link", "data-testid": "share-url", onfocus: ({ target }) => target.select(),
  });
  field.value = address;
  const advice = lengthAdvice(address.length);
  host.replaceChildren(
    el("div", { class: "share-row" }, field, copyButton("Copy", address, { class: "primary", "data-testid": "share-copy" })),
    el("p", { class: "note" },
      el("strong", { "data-testid": "share-length", text: `${address.length.toLocaleString("en")} characters.` }),
      " The whole project is in the link, after the #: it is not sent to any server. Who opens it gets a copy."),
    meter(address.length),
    advice === "" ? "" : el("p", { class: "share-advice", role: "note", "data-testid": "share-advice", text: advice }),
    shortLink(link),
    el("h3", { text: "For a README" }),
    el("div", { class: "share-row" },
      el("p", { class: "note", text: "A badge in Markdown that leads to this link." }),
      copyButton("Copy as Markdown", badge(address, title), { class: "small", "data-testid": "share-markdown" })),
    el("h3", { text: "For a page of yours" }),
    embedSection({ address, title }, copyButton),
    el("h3", { text: "For a phone" }),
    qrCode(address),
  );
  field.focus();
  secretsIn(project).then((suspects) => {
    if (suspects.length) host.prepend(warning(suspects));
  });
}

/** What should perhaps not be in a link. */
function warning(suspects) {
  const rows = suspects.slice(0, SUSPECTS).map(({ path, line, what }) => el("li", {}, el("code", { text: `${visibleLine(path)}:${line}` }), ` ${visibleLine(what)}`));
  const more = suspects.length - rows.length;
  return el("div", { class: "share-secrets", role: "alert", "data-testid": "share-secrets" },
    el("p", {}, el("strong", { text: "This looks like a secret." }), " Whoever has the link can read everything in it."),
    el("ul", {}, ...rows, more > 0 ? el("li", { text: `and ${more} more` }) : null));
}

/** How much of the narrowest limit that still holds the link takes. */
function meter(length) {
  const limit = LIMITS.find(({ characters }) => length <= characters) ?? LIMITS.at(-1);
  const words = `${length.toLocaleString("en")} of ${limit.characters.toLocaleString("en")} characters that ${limit.who} takes`;
  const bar = el("meter", { min: 0, max: limit.characters, high: Math.round(limit.characters * 0.9), optimum: 0, "aria-label": words, title: words });
  bar.value = length;
  return el("p", { class: "share-meter" }, bar, el("span", { class: "note", text: words }));
}

/** The link as a code to scan, made when it is asked for. */
function qrCode(address) {
  if (address.length > QR_BYTES) {
    const words = `A QR code holds ${QR_BYTES.toLocaleString("en")} characters, and this link has more.`;
    return el("p", { class: "note", "data-testid": "share-no-qr", text: words });
  }
  const details = el("details", { class: "share-qr" }, el("summary", { "data-testid": "share-qr", text: "QR code" }));
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("svg")) details.append(drawn(address));
  });
  return details;
}

/** One path of squares: text becomes no markup. */
function drawn(address) {
  const { data, size } = encode(address, { ecc: "L", border: QUIET_ZONE });
  const create = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const svg = create("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": "The link as a QR code", "shape-rendering": "crispEdges", "data-testid": "share-qr-code" });
  svg.append(create("rect", { width: size, height: size, fill: "#fff" }), create("path", { d: squares.join(""), fill: "#000" }));
  return svg;
}
