import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type BoxMapping, type BoxSettings, securities, type Security } from '../schema.ts'

/** What an administrator typed of a mailbox, by the names of its form. */
export interface TypedBox {
  readonly name: string
  readonly address: string
  readonly host: string
  readonly port: string
  readonly security: string
  readonly username: string
  readonly folder: string
  readonly keptFolder: string
  readonly serviceId: string
  readonly procedure: string
  readonly mapping: BoxMapping
  readonly takesPlus: boolean
  readonly takesAnswers: boolean
  readonly whenClosed: string
  readonly acknowledges: boolean
  readonly signature: string
  readonly isOpen: boolean
  readonly keptDays: string
}

export type BoxFault =
  | 'name'
  | 'address'
  | 'host'
  | 'port'
  | 'security'
  | 'username'
  | 'folder'
  | 'same_folder'
  | 'kept_days'

/** All that is wrong with what was typed. */
export interface WrongBox<Fault> {
  readonly reason: 'wrong'
  readonly faults: readonly Fault[]
}

const usualPorts = { tls: 993, starttls: 143, none: 143 } as const
const hostName =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*|\[[0-9a-f:.]+\])$/i

const whole = (text: string, otherwise: number): number => (text.trim() === '' ? otherwise : Number(text.trim()))

const isWithin = (number: number, least: number, most: number): boolean =>
  Number.isInteger(number) && number >= least && number <= most

const securityOf = ({ security }: TypedBox): Security => securities.find((known) => known === security) ?? 'tls'

/**
 * The settings, or all that is wrong with what was typed.
 * @param address as the platform reads it; undefined when it is none.
 */
export function readBox(typed: TypedBox, address: string | undefined): Outcome<BoxSettings, WrongBox<BoxFault>> {
  const security = securityOf(typed)
  const port = whole(typed.port, usualPorts[security])
  const keptDays = whole(typed.keptDays, 90)
  const [folder, keptFolder] = [oneLine(typed.folder) || 'INBOX', oneLine(typed.keptFolder) || null]
  const checks: readonly (readonly [BoxFault, boolean])[] = [
    ['name', oneLine(typed.name) !== ''],
    ['address', address !== undefined],
    ['host', hostName.test(typed.host.trim())],
    ['port', isWithin(port, 1, 65_535)],
    ['username', oneLine(typed.username) !== ''],
    ['same_folder', keptFolder !== folder],
    ['kept_days', isWithin(keptDays, 7, 3650)],
  ]
  const faults = checks.filter(([, isRight]) => !isRight).map(([fault]) => fault)
  if (faults.length > 0 || address === undefined) return refused({ reason: 'wrong', faults })
  return accepted({
    name: oneLine(typed.name),
    address: address.toLowerCase(),
    host: typed.host.trim().toLowerCase(),
    port,
    security,
    username: oneLine(typed.username),
    folder,
    keptFolder,
    serviceId: typed.serviceId || null,
    procedure: typed.procedure || null,
    mapping: Object.fromEntries(Object.entries(typed.mapping).filter(([, input]) => input)),
    takesPlus: typed.takesPlus,
    takesAnswers: typed.takesAnswers,
    whenClosed: typed.whenClosed === 'new_case' ? 'new_case' : 'tray',
    acknowledges: typed.acknowledges,
    signature: typed.signature.trim().slice(0, 2000),
    isOpen: typed.isOpen,
    keptDays,
  })
}

const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200)
