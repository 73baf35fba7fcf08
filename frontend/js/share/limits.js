// How long a link may be for the programs that it travels through.

/**
 * What cuts or refuses longer links, the narrowest first. Lengths in characters.
 *
 * - Discord: 2,000 a message (https://discord.com/developers/docs/resources/message).
 * - Telegram: 4,096 a message (https://core.telegram.org/method/messages.sendMessage).
 * - Proxies that follow or check links: 8 KiB a header line, nginx's default
 *   (https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers).
 * - Microsoft Teams: about 28 KB a message (https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams).
 * - Slack: 40,000 a message (https://api.slack.com/changelog/2018-04-truncating-really-long-messages).
 * - Chromium: 2 MiB an address (https://chromium.googlesource.com/chromium/src/+/main/docs/security/url_display_guidelines/url_display_guidelines.md).
 */
export const LIMITS = [
  { who: "Discord", characters: 2_000 },
  { who: "Telegram", characters: 4_096 },
  { who: "proxies that check links", characters: 8_000 },
  { who: "Microsoft Teams", characters: 28_000 },
  { who: "Slack", characters: 40_000 },
  { who: "browsers", characters: 2_000_000 },
];

/** Nearer than this to a limit, one is told of it: a message has other words, too. */
const NEAR = 0.9;

/**
 * What a link of this length is too long for, and what it nearly is.
 * @param {number} characters
 */
export function limitsOf(characters) {
  return {
    over: LIMITS.filter((limit) => characters > limit.characters),
    near: LIMITS.filter((limit) => characters <= limit.characters && characters > limit.characters * NEAR),
  };
}

/** One sentence about that; empty when the link is short enough for all. @param {number} characters */
export function lengthAdvice(characters) {
  const { over, near } = limitsOf(characters);
  const list = (limits) => limits.map(({ who, characters: most }) => `${who} (${most.toLocaleString("en")})`).join(", ");
  const sentences = [];
  if (over.length) sentences.push(`Too long for ${list(over)}: they cut it or refuse it. A zip travels safely.`);
  if (near.length) sentences.push(`Close to the limit of ${list(near)}.`);
  return sentences.join(" ");
}
