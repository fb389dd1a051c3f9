import type { Actor } from '#kernel/actor'
import { isSameSecret, sha256 } from '#platform/crypto'
import type { Agenda, Appointment } from './schema.ts'

type Place = Pick<Agenda, 'collectivityId' | 'serviceId'>

/** Who sees the days of an agenda: agents of its service, those of the whole collectivity, elected members too. */
export const maySee = (actor: Actor, { collectivityId, serviceId }: Place): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some((role) => role.serviceId === null || serviceId === null || role.serviceId === serviceId)

/** Who moves and cancels for others: the same, but for elected members. */
export const mayKeep = (actor: Actor, agenda: Place): boolean =>
  actor.kind === 'agent' && maySee({ ...actor, roles: actor.roles.filter(({ role }) => role !== 'elected') }, agenda)

/** Who decides of resources and hours. */
export const mayArrange = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))

/** Whether it is the person's own: by her account, or by the secret of her link. */
export const isOwn = (actor: Actor, appointment: Pick<Appointment, 'accountId'>, hasKey: boolean): boolean =>
  hasKey || (actor.kind === 'account' && appointment.accountId === actor.accountId)

/** Whether this browser holds the time. */
export const isHolder = ({ deviceDigest }: Pick<Appointment, 'deviceDigest'>, deviceSecret: string): boolean =>
  deviceDigest !== null && isSameSecret(deviceDigest, sha256(deviceSecret))
