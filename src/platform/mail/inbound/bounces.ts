import type { Bounce } from './schema.ts'

/** Reads the groups of fields of `message/delivery-status` (RFC 3464): the first is about the mail, the others about who did not get it. */
export function readBounces(report: string): readonly Bounce[] {
  return report
    .slice(0, 100_000)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map(fieldsOf)
    .filter((fields) => fields.has('action'))
    .slice(0, 50)
    .map((fields) => ({
      address: addressIn(fields.get('original-recipient') ?? fields.get('final-recipient') ?? ''),
      action: (fields.get('action') ?? '').toLowerCase().slice(0, 20),
      status: /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '',
      diagnostic: (fields.get('diagnostic-code') ?? '').slice(0, 500),
    }))
}

function fieldsOf(group: string): ReadonlyMap<string, string> {
  return new Map(
    group
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}

/** `rfc822; zoe@exemple.fr` */
const addressIn = (value: string): string =>
  value
    .slice(value.indexOf(';') + 1)
    .replaceAll(/[<>\s]/g, '')
    .toLowerCase()
    .slice(0, 254)
