import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageIds, readHeaders, subjectTag } from './headers';

describe('the head of a mail', () => {
  it('is its fields, unfolded, whatever their case, up to the first empty line', () => {
    const text = 'From me Mon May 23 2016\nMessage-Id:\r\n <a@b>\nReferences: <x@y>\n\t<z@y>\n\nSubject: body\n';
    const headers = readHeaders(text);
    expect(headers.first('message-ID')).toBe('<a@b>');
    expect(headers.first('references')).toBe('<x@y> <z@y>');
    expect(headers.first('subject')).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no field', 'hello\nworld\n'],
    ['a continuation of nothing', ' x\n y'],
    ['a colon alone', ':\n:x\n'],
    ['zero bytes', '\0\0\0: \0'],
    ['one line without an end', 'a'.repeat(2_000_000)],
  ])('%s has no Message-ID', (_, text) => {
    expect(readHeaders(text).first('message-id')).toBeUndefined();
  });

  it('never fails', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const headers = readHeaders(text);
        messageIds(headers.first('message-id'));
        subjectTag(text);
      }),
    );
  });
});

describe('Message-IDs', () => {
  it.each([
    ['<a@b>', ['a@b']],
    ['< a@b >', ['a@b']],
    ['<a@b> <c@d> (comment)', ['a@b', 'c@d']],
    ['a@b', ['a@b']],
    ['nonsense', []],
    ['', []],
  ])('%j', (value, ids) => {
    expect(messageIds(value)).toEqual(ids);
  });
});

describe('the tag of a subject', () => {
  it.each([
    ['[PATCH] mm: x', { version: 1, index: 1, count: 1 }],
    ['[PATCH 3/3] mm: x', { version: 1, index: 3, count: 3 }],
    ['[PATCHv5 25/28] mm: x', { version: 5, index: 25, count: 28 }],
    ['[RFC PATCH v2 0/12 mm] x', { version: 2, index: 0, count: 12 }],
    ['[PATCH -mm v11 02/15] x', { version: 11, index: 2, count: 15 }],
    ['[linux-mm] [PATCH V3 1/2] x', { version: 3, index: 1, count: 2 }],
    ['Re: [PATCH 3/3] mm: x', undefined],
    ['[ANNOUNCE] b4 1.0', undefined],
    ['[git pull] mm', undefined],
    ['mm: [PATCH] inside', undefined],
  ])('%s', (subject, tag) => {
    expect(subjectTag(subject)).toEqual(tag);
  });
});
