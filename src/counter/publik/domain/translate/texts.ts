import type { Expression } from '#kernel/expression'
import { createTranslator } from './conditions.ts'
import { type Node, Untranslatable } from './parse.ts'
import { reasonOf } from './reasons.ts'
import { type Branch, type Part, parseTemplate } from './templates.ts'
import type { Names } from './terms.ts'
import { expressionOfParts } from './values.ts'

/** What a variable of Publik becomes between our braces; the empty text when the platform says it elsewhere. */
export interface Placeholders {
  find(name: string): string | undefined
  /** Whether a test is always true of a text of ours: `form_user`, `form_details`. */
  isAlways(name: string): boolean
  /** Where what no variable says can be worked out before the text is written. */
  readonly work?: Work
}

export interface Work {
  readonly names: Names
  /** The variable that will hold a value; undefined when the language does not take it. */
  keep(value: Expression): string | undefined
}

/** A text of ours, and what of the template it could not say. */
export interface Rendered {
  readonly text: string
  /** Parts of the template that have no equivalent, as they were written, and why. */
  readonly lost: readonly string[]
}

/** Filters that only change how a value is written: ours are written in one way. */
const written: ReadonlySet<string> = new Set(
  'safe linebreaks linebreaksbr striptags force_escape escape escapejs urlencode unlazy date datetime time default default_if_none decimal floatformat intcomma phonenumber_fr capfirst title lower upper join stringformat details_format'.split(
    ' ',
  ),
)

/**
 * A text of ours from a template: variables between braces. What is worked out from several, or said under a condition, is
 * kept in a variable of its own where there is one; else the first of several texts is kept, and it is told.
 */
export function textOfTemplate(template: string, placeholders: Placeholders): Rendered {
  const lost: string[] = []
  const text = parseTemplate(template)
    .map((part) => textOf(part, placeholders, lost))
    .join('')
  return {
    text: text
      .replaceAll(/(?<![ \t])[ \t]+\n/g, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
    lost,
  }
}

function textOf(part: Part, placeholders: Placeholders, lost: string[]): string {
  switch (part.is) {
    case 'text':
      // A brace of the author's own would be read as a variable of ours.
      return part.text.replaceAll('{', '(').replaceAll('}', ')')
    case 'if':
      return textOfBranches(decided(part, placeholders), placeholders, lost)
    case 'value':
    case 'first':
    case 'with':
    case 'each':
    case 'unknown':
      return saidBy(part, placeholders) ?? (lost.push(lostPart(part, placeholders)), nearest(part, placeholders) ?? '')
  }
}

type Said = Exclude<Part, { is: 'text' | 'if' }>

const saidBy = (part: Said, placeholders: Placeholders): string | undefined =>
  (part.is === 'value' && isPlain(part.node) ? placeholder(part.node, placeholders) : undefined) ??
  worked(part, placeholders)

/** As it was written, with what keeps it from being worked out. */
function lostPart(part: Said, { work }: Placeholders): string {
  const why = work && whyNot(() => expressionOfParts([part], work.names))
  return why === undefined || why === part.written ? part.written : `${part.written} — ${reasonOf(why)}`
}

function whyNot(attempt: () => unknown): string | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof Untranslatable) return error.message
    throw error
  }
}

/** Without the branches that nothing can lead to; a test that always holds closes the list. */
function decided(part: Extract<Part, { is: 'if' }>, { work }: Placeholders): Extract<Part, { is: 'if' }> {
  if (!work) return part
  const translator = createTranslator(work.names)
  const branches: Branch[] = []
  for (const branch of part.branches) {
    const test = branch.test && constantOf(() => translator.truth(branch.test as Node))
    if (test === false) continue
    branches.push(test === true ? { ...branch, test: undefined } : branch)
    if (branches.at(-1)?.test === undefined) break
  }
  return { ...part, branches }
}

function constantOf(work: () => Expression): boolean | undefined {
  try {
    const value = work()
    return typeof value === 'boolean' ? value : undefined
  } catch (error) {
    if (error instanceof Untranslatable) return undefined
    throw error
  }
}

/** Of what cannot be worked out, the variable that it begins with. */
function nearest(part: Said, placeholders: Placeholders): string | undefined {
  const nodes = part.is === 'value' ? [part.node] : part.is === 'first' ? part.nodes : []
  return nodes.map((node) => placeholder(node, placeholders)).find((found) => found !== undefined)
}

function textOfBranches(part: Extract<Part, { is: 'if' }>, placeholders: Placeholders, lost: string[]): string {
  const [first, ...others] = part.branches
  if (!first) return ''
  if (!first.test) return first.parts.map((each) => textOf(each, placeholders, lost)).join('')
  const isSaid = isAlwaysSaid(first, placeholders) || (others.length === 0 && saysOnlyItsTest(first))
  const whole = isSaid ? undefined : worked(part, placeholders)
  if (whole !== undefined) return whole
  const text = first.parts.map((each) => textOf(each, placeholders, lost)).join('')
  const isNear = others.length === 0 && mentions(text, first.test && placeholder(first.test, placeholders))
  if (!isSaid && !isNear) lost.push(lostTest(part, placeholders))
  return text
}

function lostTest(part: Extract<Part, { is: 'if' }>, { work }: Placeholders): string {
  const written = `{% if ${part.branches[0]?.written ?? ''} %}`
  const why = work && whyNot(() => expressionOfParts([part], work.names))
  return why === undefined ? written : `${written} — ${reasonOf(why)}`
}

const mentions = (text: string, variable: string | undefined): boolean =>
  variable !== undefined && variable !== '' && text.includes(variable)

function isAlwaysSaid(branch: Branch, placeholders: Placeholders): boolean {
  const name = branch.test && nameIn(branch.test)
  return name !== undefined && placeholders.isAlways(name)
}

/** A paragraph whose variables have no value disappears by itself. */
function saysOnlyItsTest(branch: Branch): boolean {
  const [only, ...more] = branch.parts.filter((part) => part.is !== 'text' || part.text.trim() !== '')
  const name = branch.test && nameIn(branch.test)
  return name !== undefined && more.length === 0 && only?.is === 'value' && nameIn(only.node) === name
}

const placeholder = (node: Node, placeholders: Placeholders): string | undefined => {
  const name = nameIn(node)
  return name === undefined ? undefined : placeholders.find(name)
}

/** A variable that holds what the part is worth, where there is a place to work it out. */
function worked(part: Part, { work }: Placeholders): string | undefined {
  if (!work) return undefined
  try {
    return work.keep(expressionOfParts([part], work.names))
  } catch (error) {
    if (error instanceof Untranslatable) return undefined
    throw error
  }
}

/** The name behind a value, whatever filters write it. */
const nameIn = (node: Node): string | undefined =>
  node.is === 'name' ? node.name : node.is === 'filter' ? nameIn(node.of) : undefined

const isPlain = (node: Node): boolean =>
  node.is === 'name' || (node.is === 'filter' && written.has(node.filter) && isPlain(node.of))
