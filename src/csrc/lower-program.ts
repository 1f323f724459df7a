/**
 * What all units of one program share while it is lowered: types, globals, places and handler units,
 * each made when first used. Must not know statements or expressions.
 */
import type { Global, GlobalId, ObjectType, Place, PlaceId, TypeId, Unit, UnitId } from '../program';
import { bug } from '../base/diagnostics';
import type { Span } from '../base/source';
import { constantExpr } from './constant-expression';
import { objectType, slotCount } from './layout';
import type { FunctionBody, FunctionSymbol, Initial, Variable } from './typed';
import { typeName, type CType } from './types';

type Slots = Global['initial'];

export class ProgramBuilder {
  readonly types: ObjectType[] = [];
  readonly globals: Global[] = [];
  readonly places: Place[] = [];
  readonly units: (Unit | undefined)[] = [];
  /** Handlers that still have to be lowered. */
  readonly pending: { readonly symbol: FunctionSymbol; readonly unit: UnitId }[] = [];
  private readonly typeIds = new Map<unknown, TypeId>();
  private readonly globalIds = new Map<Variable, GlobalId>();
  private readonly handlers = new Map<FunctionSymbol, UnitId>();

  constructor(
    /** `function:site` of every fault that may be injected. */
    readonly inject: ReadonlySet<string>,
    /** Bodies that stand in for those of their symbols. */
    private readonly changed: ReadonlyMap<FunctionSymbol, FunctionBody>,
  ) {}

  bodyOf(symbol: FunctionSymbol): FunctionBody {
    const body = this.changed.get(symbol) ?? symbol.body;
    if (!body) throw bug(`${symbol.name} has no body`);
    return body;
  }

  /** Type of a heap object, or of a variable called `name`: a lock or counter of its own is named after its variable. */
  type(type: CType, name?: string): TypeId {
    const shared = type.kind === 'struct' && (name === undefined || !isSmall(type));
    const key = shared ? type.struct : `${name ?? ''} ${typeName(type)}`;
    const known = this.typeIds.get(key);
    if (known !== undefined) return known;
    const id = this.types.length;
    this.types.push(objectType(type, shared ? type.struct.name : (name ?? typeName(type))));
    this.typeIds.set(key, id);
    return id;
  }

  global(variable: Variable): GlobalId {
    const known = this.globalIds.get(variable);
    if (known !== undefined) return known;
    const id = this.globals.length;
    this.globalIds.set(variable, id);
    const type = this.type(variable.type, variable.name);
    const zeros: Slots = new Array<number>(slotCount(variable.type)).fill(0);
    this.globals.push({ name: variable.name, type, initial: zeros, root: true });
    if (variable.initial) {
      const initial = [...zeros];
      this.fill(initial, variable.initial, 0);
      this.globals[id] = { name: variable.name, type, initial, root: true };
    }
    return id;
  }

  private fill(slots: Slots[number][], initial: Initial, base: number): void {
    for (const { offset, value } of initial.parts) {
      if (value.kind === 'aggregate') {
        slots.fill(0, base + offset, base + offset + slotCount(value.type));
        this.fill(slots, value.initial, base + offset);
        continue;
      }
      const expr = constantExpr(value, (variable) => this.global(variable));
      if (expr?.kind === 'const') slots[base + offset] = expr.value;
      else if (expr?.kind === 'global') slots[base + offset] = { global: expr.global, offset: expr.offset };
      else throw bug('initialiser of a global is not constant');
    }
  }

  place(span: Span, name: string, caller: PlaceId | undefined, transparent: boolean): PlaceId {
    const { line, column } = span.file.position(span.start);
    const file = span.file.name;
    const place =
      caller === undefined
        ? { file, line, column, function: name, transparent }
        : { file, line, column, function: name, transparent, caller };
    return this.places.push(place) - 1;
  }

  newUnit(): UnitId {
    this.units.push(undefined);
    return this.units.length - 1;
  }

  handler(symbol: FunctionSymbol): UnitId {
    const known = this.handlers.get(symbol);
    if (known !== undefined) return known;
    const unit = this.newUnit();
    this.handlers.set(symbol, unit);
    this.pending.push({ symbol, unit });
    return unit;
  }
}

/** Structs whose slots have no name of their own: locks, words, wrappers. */
function isSmall(type: CType & { readonly kind: 'struct' }): boolean {
  return type.struct.opaque !== undefined || type.struct.word || slotCount(type) === 1;
}
