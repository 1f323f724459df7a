/** The part of SARIF 2.1.0 that this program writes. Its names and their meaning are the standard's. */

export interface Message {
  readonly text: string;
}

export interface Log {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly Run[];
}

export interface Run {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Rule[] } };
  readonly columnKind: 'utf16CodeUnits';
  readonly results: readonly Result[];
}

export interface Rule {
  readonly id: string;
  readonly shortDescription: Message;
  readonly help: Message;
  readonly defaultConfiguration: { readonly level: 'error' | 'warning' };
}

export interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error' | 'warning';
  readonly message: Message;
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly codeFlows: readonly CodeFlow[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Location {
  readonly id?: number;
  readonly message?: Message;
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: { readonly startLine: number; readonly snippet?: Message };
  };
  readonly logicalLocations?: readonly LogicalLocation[];
}

export interface LogicalLocation {
  readonly name: string;
  readonly fullyQualifiedName: string;
  readonly kind: 'function';
}

export interface CodeFlow {
  readonly message?: Message;
  readonly threadFlows: readonly ThreadFlow[];
}

export interface ThreadFlow {
  readonly id: string;
  readonly message: Message;
  readonly locations: readonly {
    readonly location: Location;
    /** 1-based step of the whole trace: it orders the steps of all CPUs. */
    readonly executionOrder: number;
    readonly nestingLevel: number;
    readonly importance: 'essential' | 'important';
    readonly state?: Readonly<Record<string, Message>>;
  }[];
}
