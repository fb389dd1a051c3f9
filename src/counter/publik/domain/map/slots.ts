import type { PublikDataSource, PublikField } from '../../schema.ts'
import { identifierOf } from '../names.ts'
import type { Library } from './library.ts'

/** An agenda of ours that stands for one of Publik's, by the name that it has there, and what one comes for. */
export interface Slots {
  readonly agenda: string
  readonly kind?: string
}

/**
 * The agenda whose times a question offers; undefined when it offers something else. Publik gives times as any other list: by
 * an address of its agendas (`…/agenda/mairie/meetings/passeport/datetimes/`), by a variable that holds one, or as a timetable.
 */
export function slotsOf(field: PublikField, library: Library): Slots | undefined {
  const named = field.dataSource && library.dataSource(field.dataSource.name)
  const address = (named ? named.source : field.dataSource)?.value ?? ''
  if (!isTimes(field) && !/datetimes/.test(address) && !isAgenda(named)) return undefined
  const kind = /\/meetings\/([\w-]{1,50})\//.exec(address)?.[1]
  return {
    agenda: identifierOf(agendaIn(address) ?? nameOf(field, named)),
    ...(kind === undefined ? {} : { kind: identifierOf(kind) }),
  }
}

const nameOf = ({ varname = 'agenda' }: PublikField, named: PublikDataSource | undefined): string =>
  named?.slug ?? varname

const isTimes = ({ more, type }: PublikField): boolean => more['display_mode'] === 'timetable' || type === 'time-range'

/** Publik keeps a source for each agenda: its times, or what one comes for. */
const isAgenda = (named: PublikDataSource | undefined): boolean =>
  named?.isAgenda === true && !named.source.value.includes('meetings')

const agendaIn = (address: string): string | undefined =>
  /\/agenda\/([\w-]+)\//.exec(address)?.[1] ?? /form_(?:var|option)_(\w+?)(?:_structured)?_api_/.exec(address)?.[1]
