/** The value of a number or character token, and of string tokens. It reports nothing: it answers with what is wrong. */
import type { Token } from './lex';

export interface Constant {
  readonly value: bigint;
  readonly unsigned: boolean;
  readonly longs: 0 | 1 | 2;
}

const escapes: Readonly<Record<string, number>> = {
  ...{ n: 10, t: 9, r: 13, v: 11, f: 12, a: 7, b: 8, e: 27 },
  ...{ '\\': 92, "'": 39, '"': 34, '?': 63 },
};

/** Text between quotes to character codes; undefined when an escape is unknown. Bytes above 127 stay UTF-16 units. */
function unescaped(body: string): number[] | undefined {
  const out: number[] = [];
  for (let at = 0; at < body.length; at++) {
    if (body[at] !== '\\') {
      out.push(body.charCodeAt(at));
      continue;
    }
    const c = body.charAt(++at);
    if (c === '\n') continue;
    if (c === '\r' && body[at + 1] === '\n') at++;
    else if (c >= '0' && c <= '7') {
      let end = at;
      while (end < at + 3 && body.charAt(end) >= '0' && body.charAt(end) <= '7') end++;
      out.push(parseInt(body.slice(at, end), 8) & 255);
      at = end - 1;
    } else if (c === 'x') {
      let end = at + 1;
      while (isHex(body.charAt(end))) end++;
      if (end === at + 1) return undefined;
      out.push(parseInt(body.slice(end - 2 > at ? end - 2 : at + 1, end), 16));
      at = end - 1;
    } else {
      const code = escapes[c];
      if (code === undefined) return undefined;
      out.push(code);
    }
  }
  return out;
}

const isHex = (c: string): boolean => c.length === 1 && '0123456789abcdefABCDEF'.includes(c);

/** The value of an integer or character token, or the code of what is wrong with it. */
export function constantOf(token: Token): Constant | 'float' | 'bad-number' | 'bad-character' | 'not-a-constant' {
  if (token.kind === 'char') {
    const codes = unescaped(token.text.slice(1, -1));
    const code = codes?.[0];
    if (code === undefined || codes?.length !== 1 || code > 255) return 'bad-character';
    return { value: BigInt((code << 24) >> 24), unsigned: false, longs: 0 };
  }
  if (token.kind !== 'number') return 'not-a-constant';
  const { text } = token;
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uU]?(?:ll|LL|[lL])?|(?:ll|LL|[lL])[uU])$/.exec(
    text,
  );
  if (!match) {
    const hexadecimal = /^0[xX]/.test(text);
    return text.includes('.') || (hexadecimal ? /[pP]/ : /[eEfF]/).test(text) ? 'float' : 'bad-number';
  }
  const digits = match[1] ?? '0';
  const suffix = (match[2] ?? '').toLowerCase();
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (value >= 1n << 64n) return 'bad-number';
  return { value, unsigned: suffix.includes('u'), longs: suffix.includes('ll') ? 2 : suffix.includes('l') ? 1 : 0 };
}

/** The text of a string token, escapes resolved; undefined when an escape is unknown. */
export function stringOf(token: Token): string | undefined {
  const codes = unescaped(token.text.slice(1, -1));
  return codes?.map((code) => String.fromCharCode(code)).join('');
}
