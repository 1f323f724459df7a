/**
 * The page's script as text: functions of `client/`, which use nothing from outside themselves, put together. They are
 * plain TypeScript, checked with the rest.
 */
import { decode } from './client/decode';
import { filter } from './client/filter';
import { patchLines } from './client/patch-lines';
import { route } from './client/route';
import { start } from './client/start';
import { unpack } from './client/unpack';
import { viewer } from './client/viewer';

export const scriptText = `'use strict';(${start.toString()})({
decode:${decode.toString()},
filter:${filter.toString()},
patchLines:${patchLines.toString()},
route:${route.toString()},
unpack:${unpack.toString()},
viewer:${viewer.toString()}
});`;
