import type { Expression } from '#kernel/expression'
import type { Status, Step } from '#counter/workflows'
import type { PublikStatus, PublikStep } from '../../schema.ts'
import { createNames, identifierOf } from '../names.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Circuit } from './circuit-desk.ts'
import { takeWorked, workedIn } from './deeds.ts'

interface Place {
  readonly id: string
  /** The parts of the status so far; the last one grows. */
  readonly parts: { id: string; steps: Step[] }[]
  readonly status: PublikStatus
  readonly circuit: Circuit
}

type Call = Extract<Step, { kind: 'call' }>

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A name for a part of a status. */
const partId = (id: string, count: number): string => `${identifierOf(id).slice(0, 50)}_suite_${count}`

/**
 * A call to another program: the case waits for its answer in a part of the status of its own, so that trying again
 * does nothing else again. Returns the status where an agent decides, when the call may stop the case.
 */
export function callStep(step: PublikStep, { id, parts, status, circuit }: Place): readonly Status[] {
  const before = parts.at(-1)
  if (!before) return []
  const condition = step.condition && circuit.notebook.condition(step.condition, circuit.names)
  const isFirst = before.steps.length === 0 && condition === undefined
  const here = isFirst ? before.id : partId(id, parts.length)
  const next = partId(id, parts.length + (isFirst ? 0 : 1))
  const failed = `${next.slice(0, 54)}_echec`
  const ways = waysOf(step, { next, failed, circuit })
  const call: Call = { ...bareCall(step, circuit), to: next, ...ways }
  const worked = takeWorked(circuit)
  if (isFirst) before.steps.push(...worked, call)
  else {
    if (condition !== undefined) before.steps.push({ kind: 'jump', to: next, when: ['not', condition] })
    before.steps.push({ kind: 'jump', to: here })
    parts.push({ id: here, steps: [...worked, call] })
  }
  const refusal = refusalStep(step, { next, failed, circuit })
  parts.push({ id: next, steps: refusal ? [refusal] : [] })
  const mayStop = [...Object.values(ways), refusal].some((way) => way?.to === failed)
  return mayStop ? [failure({ failed, here, next, name: status.name, step, circuit })] : []
}

interface Ways {
  readonly next: string
  readonly failed: string
  readonly circuit: Circuit
}

/** Where each failure leads: on, to another status, or to an agent. */
function waysOf(step: PublikStep, { next, failed, circuit }: Ways): Pick<Call, 'on4xx' | 'on5xx' | 'onTimeout'> {
  const wayOf = (what: string): { to: string } => {
    const said = step.values[what] ?? ':pass'
    return { to: said === ':stop' ? failed : said === ':pass' ? next : circuit.targetOf(said, step) }
  }
  const badData = step.values['action_on_bad_data'] ?? ':pass'
  if (badData !== ':pass' && badData !== ':stop')
    circuit.notebook.note('not_carried', step.spot, `action_on_bad_data : ${badData}`)
  const [on4xx, on5xx] = [wayOf('action_on_4xx'), wayOf('action_on_5xx')]
  return { on4xx, on5xx, onTimeout: wayOf('action_on_network_errors') }
}

/** A service may answer well that it did not do what was asked: its JSON then has an `err` that is not 0. */
function refusalStep(
  step: PublikStep,
  { next, failed, circuit }: Ways,
): { kind: 'jump'; to: string; when: Expression } | undefined {
  const said = step.values['action_on_app_error'] ?? ':pass'
  const field = step.values['varname'] === undefined ? undefined : circuit.names.errorOf(step.values['varname'])
  if (said === ':pass' || said === next) return undefined
  if (field === undefined) {
    circuit.notebook.note('not_carried', step.spot, `action_on_app_error : ${said}`)
    return undefined
  }
  const to = said === ':stop' ? failed : circuit.targetOf(said, step)
  return { kind: 'jump', to, when: ['notEquals', ['firstFilled', ['internal', field], '0'], '0'] }
}

function bareCall(step: PublikStep, circuit: Circuit): Omit<Call, 'to' | 'on4xx' | 'on5xx' | 'onTimeout'> {
  const { names, notebook, ids } = circuit
  const label = cut(calm(textOfHtml(step.values['label'] ?? '')), 200) || 'Appel d’un service'
  const url = notebook.text(step.values['url'] ?? '', workedIn(circuit), step.spot)
  for (const [name, what] of Object.entries(byHand))
    if (step.values[name] !== undefined) notebook.note('not_carried', step.spot, what)
  return {
    kind: 'call',
    id: ids(label),
    label: { fr: label },
    method: methods.find((method) => method === step.values['method']) ?? 'GET',
    url: cut(url, 1900) || 'https://a-completer.invalid',
    ...sentAndKept(step, { names, notebook }),
  }
}

const byHand = {
  request_signature_key: 'Clé de signature : à redonner dans la configuration',
  backoffice_filefield_id: 'Fichier reçu : à joindre au dossier',
}

function sentAndKept(
  step: PublikStep,
  { names, notebook }: Pick<Circuit, 'names' | 'notebook'>,
): Pick<Call, 'body' | 'into'> {
  const bodyIds = createNames()
  const body = [...(step.rows['post_data'] ?? []), ...(step.rows['qs_data'] ?? [])].flatMap((row) => {
    const value = notebook.value(row['value'] ?? '', names, step.spot)
    return value === undefined ? [] : [{ id: bodyIds(row['name'] ?? 'valeur'), value }]
  })
  const { varname } = step.values
  const into = varname === undefined ? [] : names.addCall(varname).map((each) => ({ ...each }))
  return {
    ...(body.length > 0 ? { body: body.slice(0, 100) } : {}),
    ...(into.length > 0 ? { into: into.slice(0, 50) } : {}),
  }
}

interface Failure {
  readonly failed: string
  readonly here: string
  readonly next: string
  readonly name: string
  readonly step: PublikStep
  readonly circuit: Circuit
}

/** Publik stops the case there until somebody looks: ours says so, and offers to try again or to go on. */
function failure({ failed, here, next, name, step, circuit }: Failure): Status {
  const by = [circuit.functionOf('_receiver', step)]
  const button = (label: string, to: string): Step => ({
    kind: 'action',
    id: circuit.ids(`${label}_${failed}`),
    label: { fr: label },
    by,
    tone: 'forward',
    to,
    consequences: [
      {
        fr:
          label === 'Réessayer'
            ? 'Le service est appelé de nouveau.'
            : 'La demande continue sans la réponse du service.',
      },
    ],
  })
  return {
    id: failed,
    label: { fr: cut(`${calm(name)} : le service appelé n’a pas répondu`, 200) },
    publicLabel: { fr: 'Votre demande est en cours de traitement.' },
    phase: 'examined',
    hiddenFromApplicant: true,
    steps: [button('Réessayer', here), button('Continuer sans', next)],
  }
}
