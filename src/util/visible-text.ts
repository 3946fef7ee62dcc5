/**
 * Text that is safe to print on a terminal: control characters become their Unicode pictures (␀ … ␡), and characters
 * that change the direction of text or break lines become �, spaces that are no plain space ␣. Tabs and line feeds are pictures too.
 */
export function visibleText(text: string): string {
  let result = "";
  for (const character of text) result += visible(character);
  return result;
}

function visible(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return String.fromCodePoint(0x2400 + point);
  if (point === 0x7f) return "\u2421";
  if (point !== 0x20 && /^\p{Zs}$/u.test(character)) return "\u2423";
  const hidden =
    (point >= 0x80 && point <= 0x9f) ||
    point === 0x61c ||
    (point >= 0x200b && point <= 0x200f) ||
    (point >= 0x2028 && point <= 0x202e) ||
    (point >= 0x2060 && point <= 0x206f) ||
    (point >= 0xd800 && point <= 0xdfff) ||
    point === 0xfeff;
  return hidden ? "\ufffd" : character;
}
