/**
 * The checked tree: what check*.ts makes of the AST and lower*.ts reads. Names are resolved, every
 * conversion and every read of an object is a node of its own, and nothing is folded yet. A *place* (C: lvalue) designates an object; `read` turns it into a value.
 */
import type { BinaryOp, Marking } from '../program';
import type { SourceFile, Span } from '../base/source';
import type { CType, FunctionType, IntType, PointerType, Struct } from './types';
import type { Intrinsic } from './intrinsics';

/** A variable of a function: parameter or automatic local. */
export interface Local {
  readonly kind: 'local';
  readonly name: string;
  readonly type: CType;
  readonly span: Span;
  readonly parameter: boolean;
  /** Written other than by its initialiser (or by the call, for a parameter); true without an initialiser. */
  assigned: boolean;
  /** `&` is taken of it or of a part, or it is an array. */
  addressed: boolean;
}

/** A variable of the whole program, or a function's `static`. */
export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  type: CType;
  readonly span: Span;
  /** Absent: all zero. */
  initial: Initial | undefined;
  /** A definition was seen, not only `extern`. */
  defined: boolean;
  readonly static: boolean;
}

export interface FunctionSymbol {
  readonly kind: 'function';
  readonly name: string;
  type: FunctionType;
  span: Span;
  readonly static: boolean;
  transparent: boolean;
  body: FunctionBody | undefined;
}

export interface FunctionBody {
  readonly file: SourceFile;
  readonly parameters: readonly Local[];
  readonly block: Block;
  /** How many `return` statements it has. */
  readonly returns: number;
  /** Closing brace: where a function that falls off its end returns. */
  readonly end: Span;
}

/** Values of a brace initialiser by slot offset; everything else is 0. */
export interface Initial {
  readonly parts: readonly { readonly offset: number; readonly value: Value }[];
}

export type Place = { readonly type: CType; readonly span: Span } & (
  | { readonly kind: 'local'; readonly local: Local }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'deref'; readonly pointer: Value }
  | { readonly kind: 'member'; readonly of: Place; readonly struct: Struct; readonly index: number }
  /** An element of an array whose size is known. */
  | { readonly kind: 'element'; readonly of: Place; readonly index: Value; readonly count: number }
);

export type Value = { readonly type: CType; readonly span: Span } &
  /** Also a null pointer. */
  (
    | { readonly kind: 'constant'; readonly value: number }
    | { readonly kind: 'function'; readonly symbol: FunctionSymbol }
    | { readonly kind: 'read'; readonly place: Place; readonly marking: Marking }
    | { readonly kind: 'address'; readonly place: Place }
    /** Integer to integer, pointer to pointer, anything to void. */
    | { readonly kind: 'convert'; readonly value: Value }
    /** An integer used as a pointer or the reverse, where the version allows it: an arbitrary value. */
    | { readonly kind: 'mixed'; readonly value: Value }
    | { readonly kind: 'unary'; readonly op: '-' | '~' | '!'; readonly a: Value }
    | {
        readonly kind: 'binary';
        readonly op: BinaryOp;
        readonly a: Value;
        readonly b: Value;
        /** Type in which it is computed: that of both operands but for shifts. */
        readonly operands: IntType | PointerType;
      }
    /** pointer +- index elements. */
    | {
        readonly kind: 'offset';
        readonly pointer: Value;
        readonly index: Value;
        readonly negative: boolean;
        readonly slots: number;
      }
    /** `container_of`: back by so many slots, to the object around. */
    | { readonly kind: 'container'; readonly pointer: Value; readonly slots: number }
    | { readonly kind: 'distance'; readonly a: Value; readonly b: Value; readonly slots: number }
    | { readonly kind: 'logical'; readonly op: '&&' | '||'; readonly a: Value; readonly b: Value }
    | { readonly kind: 'conditional'; readonly if: Value; readonly a: Value; readonly b: Value }
    /** `a ?: b`. */
    | { readonly kind: 'elvis'; readonly a: Value; readonly b: Value }
    | { readonly kind: 'comma'; readonly a: Value; readonly b: Value }
    | { readonly kind: 'assign'; readonly place: Place; readonly value: Value; readonly marking: Marking }
    /**
     * `place op= value` and `++`, `--`: one read, one write. `combine` computes the new value from a
     * `hole` node standing for the old one. The result is the new value, or the old one when `post`.
     */
    | {
        readonly kind: 'update';
        readonly place: Place;
        readonly hole: Value & { kind: 'hole' };
        readonly combine: Value;
        readonly post: boolean;
      }
    | { readonly kind: 'hole' }
    /** A member of a struct that is a value, not a place. */
    | { readonly kind: 'part'; readonly of: Value; readonly struct: Struct; readonly index: number }
    /** A compound literal or brace initialiser. */
    | { readonly kind: 'aggregate'; readonly initial: Initial }
    /** `callee` is a function, or a parameter bound to one when the call is inlined. */
    | { readonly kind: 'call'; readonly callee: FunctionSymbol | Local; readonly arguments: readonly Value[] }
    | { readonly kind: 'intrinsic'; readonly intrinsic: Intrinsic; readonly arguments: readonly Argument[] }
    | { readonly kind: 'block'; readonly block: Block; readonly result: Value | undefined }
  );

/** What an intrinsic is given: a value, an object, a type, a bare word, or a function. */
export type Argument =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'type'; readonly type: CType; readonly span: Span }
  | { readonly kind: 'word'; readonly word: string; readonly span: Span };

export interface SwitchCase {
  readonly low: number;
  readonly high: number;
  readonly label: LabelTarget;
}

/** A label, or the target of a `case`; identity is what counts. */
export interface LabelTarget {
  readonly name: string;
  /** Ids of the blocks around it, outermost first. */
  scopes: readonly number[];
}

/** `scope` is unique in its function; locals declared in a block end with it. */
export interface Block {
  readonly kind: 'block';
  readonly scope: number;
  readonly statements: readonly Statement[];
  readonly end: Span;
}

export type Statement = { readonly span: Span } & (
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'declare'; readonly local: Local; readonly initial: Value | undefined }
  | Block
  | { readonly kind: 'if'; readonly if: Value; readonly then: Statement; readonly else: Statement | undefined }
  | { readonly kind: 'while'; readonly if: Value; readonly body: Statement }
  | { readonly kind: 'do'; readonly if: Value; readonly body: Statement }
  | {
      readonly kind: 'for';
      /** The first clause stands before the loop, in a block around it. */
      readonly if: Value | undefined;
      readonly step: Value | undefined;
      readonly body: Statement;
    }
  | {
      readonly kind: 'switch';
      readonly on: Value;
      readonly cases: readonly SwitchCase[];
      readonly otherwise: LabelTarget | undefined;
      readonly body: Statement;
    }
  /** A label, `case` or `default`, and the statement after it. */
  | { readonly kind: 'label'; readonly target: LabelTarget; readonly body: Statement | undefined }
  | { readonly kind: 'goto'; readonly target: LabelTarget }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value: Value | undefined }
  | { readonly kind: 'empty' }
);
