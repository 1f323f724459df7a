/** A syntax tree as one line of S-expressions: for tests, which compare trees by their text. */
import { unreachable } from '../base/diagnostics';
import type {
  Argument,
  BlockItem,
  Declarator,
  Expression,
  ExternalDeclaration,
  FunctionDefinition,
  Initializer,
  Parameter,
  Statement,
  StructMember,
  TranslationUnit,
  TypeSyntax,
} from './ast';

const list = (...parts: readonly (string | undefined | false)[]): string =>
  `(${parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ')})`;
const all = <T>(items: readonly T[], text: (item: T) => string): string => items.map(text).join(' ');

export function typeText(type: TypeSyntax): string {
  return (type.const ? 'const ' : '') + bareType(type);
}

function bareType(type: TypeSyntax): string {
  switch (type.kind) {
    case 'builtin-type':
    case 'typedef-type':
      return type.name;
    case 'struct-type': {
      const { definition } = type;
      const marks = definition && [
        definition.word && '__word',
        definition.opaque && `__opaque:${definition.opaque.text}`,
      ];
      return definition
        ? list('struct', type.tag?.text, ...(marks ?? []), all(definition.members, memberText))
        : `struct ${type.tag?.text}`;
    }
    case 'enum-type':
      return type.definition
        ? list(
            'enum',
            type.tag?.text,
            all(
              type.definition.enumerators,
              (one) => one.name.text + (one.value ? `=${expressionText(one.value)}` : ''),
            ),
          )
        : `enum ${type.tag?.text}`;
    case 'pointer-type':
      return list('*', typeText(type.to));
    case 'array-type':
      return list('[]', typeText(type.of), type.size && expressionText(type.size));
    case 'function-type':
      return list('fn', typeText(type.result), ...type.parameters.map(parameterText));
    case 'typeof-type':
      return list('typeof', operandText(type.operand));
    case 'auto-type':
      return '__auto_type';
    default:
      return unreachable(type);
  }
}

const memberText = (one: StructMember): string => list(one.name?.text ?? '_', typeText(one.type));
const parameterText = (one: Parameter): string =>
  one.name ? list(one.name.text, typeText(one.type)) : typeText(one.type);

function operandText(operand: Expression | TypeSyntax): string {
  switch (operand.kind) {
    case 'builtin-type':
    case 'typedef-type':
    case 'struct-type':
    case 'enum-type':
    case 'pointer-type':
    case 'array-type':
    case 'function-type':
    case 'typeof-type':
    case 'auto-type':
      return `<${typeText(operand)}>`;
    default:
      return expressionText(operand);
  }
}

const argumentText = (one: Argument): string =>
  one.kind === 'type-argument' ? `<${typeText(one.type)}>` : expressionText(one);

export function expressionText(node: Expression): string {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'int-literal':
      return `${node.value}${node.unsigned ? 'u' : ''}${'l'.repeat(node.longs)}`;
    case 'string-literal':
      return JSON.stringify(node.value);
    case 'call':
      return list('call', expressionText(node.callee), all(node.arguments, argumentText));
    case 'unary':
      return list(node.operator, expressionText(node.operand));
    case 'increment': {
      const operator = node.delta === 1 ? '++' : '--';
      return list(node.prefix ? `${operator}_` : `_${operator}`, expressionText(node.operand));
    }
    case 'binary':
    case 'logical':
      return list(node.operator, expressionText(node.left), expressionText(node.right));
    case 'assign':
      return list(`${node.operator ?? ''}=`, expressionText(node.target), expressionText(node.value));
    case 'comma':
      return list(',', expressionText(node.left), expressionText(node.right));
    case 'conditional':
      return list(
        '?:',
        expressionText(node.condition),
        node.then && expressionText(node.then),
        expressionText(node.else),
      );
    case 'member':
      return list(node.arrow ? '->' : '.', expressionText(node.object), node.member.text);
    case 'index':
      return list('[]', expressionText(node.array), expressionText(node.index));
    case 'cast':
      return list('cast', `<${typeText(node.type)}>`, expressionText(node.operand));
    case 'compound-literal':
      return list('literal', `<${typeText(node.type)}>`, initializerText(node.initializer));
    case 'sizeof':
      return list('sizeof', operandText(node.operand));
    case 'statement-expression':
      return list('({', all(node.body.items, statementText));
    default:
      return unreachable(node);
  }
}

function initializerText(node: Initializer): string {
  if (node.kind !== 'initializer-list') return expressionText(node);
  return `{${all(node.entries, (entry) => {
    const path = entry.designators
      .map((one) => (one.kind === 'member-designator' ? `.${one.name.text}` : `[${expressionText(one.index)}]`))
      .join('');
    return `${path}${path ? '=' : ''}${initializerText(entry.value)}`;
  })}}`;
}

const declaratorText = (one: Declarator): string =>
  list(one.name.text, typeText(one.type), one.initializer && `= ${initializerText(one.initializer)}`);

const functionText = (one: FunctionDefinition): string =>
  list(
    'function',
    one.primitive && '__primitive',
    one.storage !== 'none' && one.storage,
    one.inline && 'inline',
    one.name.text,
    typeText(one.type),
    statementText(one.body),
  );

export function statementText(node: BlockItem): string {
  const body = (one: Statement): string => statementText(one);
  switch (node.kind) {
    case 'declaration':
      return list(
        'declare',
        node.primitive && '__primitive',
        node.storage !== 'none' && node.storage,
        node.inline && 'inline',
        node.declarators.length > 0 ? all(node.declarators, declaratorText) : typeText(node.base),
      );
    case 'static-assert':
      return list('assert', expressionText(node.condition), JSON.stringify(node.text));
    case 'compound':
      return `{${all(node.items, statementText)}}`;
    case 'expression-statement':
      return expressionText(node.expression);
    case 'empty':
      return ';';
    case 'if':
      return list('if', expressionText(node.condition), body(node.then), node.else && body(node.else));
    case 'while':
      return list('while', expressionText(node.condition), body(node.body));
    case 'do':
      return list('do', body(node.body), expressionText(node.condition));
    case 'for': {
      const init =
        node.init?.kind === 'declaration' ? statementText(node.init) : node.init && expressionText(node.init);
      const parts = [init ?? '_', ...[node.condition, node.step].map((one) => (one ? expressionText(one) : '_'))];
      return list('for', ...parts, body(node.body));
    }
    case 'switch':
      return list('switch', expressionText(node.value), body(node.body));
    case 'case':
      return list(
        'case',
        expressionText(node.value),
        node.high && `... ${expressionText(node.high)}`,
        body(node.statement),
      );
    case 'default':
      return list('default', body(node.statement));
    case 'label':
      return list('label', node.name.text, body(node.statement));
    case 'goto':
      return list('goto', node.label.text);
    case 'break':
    case 'continue':
      return list(node.kind);
    case 'return':
      return list('return', node.value && expressionText(node.value));
    default:
      return unreachable(node);
  }
}

const externalText = (item: ExternalDeclaration): string =>
  item.kind === 'function-definition' ? functionText(item) : statementText(item);

export function unitText(unit: TranslationUnit): string {
  return all(unit.items, externalText);
}
