import { hash } from 'node:crypto'
import { beginOnce, dropOnce, keepOnce } from '#identity/keys'
import { type Answer, type Call, declined, type Endpoint, given } from './endpoint.ts'

/** draft-ietf-httpapi-idempotency-key-header: a string, with or without the quotes of a structured field. */
const shape = /^"?([\u0021\u0023-\u007e]{1,100})"?$/

export interface Sent {
  /** The header as it came. */
  readonly sent: string
  readonly bytes: Buffer
}

/**
 * Answers a request that names itself, once: sent again it gets the same answer, for a day. Only what was decided is kept: our
 * own failures are tried anew.
 */
export async function answerOnce(call: Call, endpoint: Endpoint, { sent, bytes }: Sent): Promise<Answer> {
  const { app, site, program } = call
  const [, idempotencyKey] = shape.exec(sent.trim()) ?? []
  if (idempotencyKey === undefined) {
    return declined('invalid_request', {
      errors: [{ pointer: '/headers/idempotency-key', detail: sent.slice(0, 200) }],
    })
  }
  const key = { collectivityId: site.id, keyId: program.keyId, idempotencyKey }
  const about = `${key.keyId} ${idempotencyKey}`
  const request = `${endpoint.method} ${call.url.pathname}\n`
  const once = await beginOnce(app, key, hash('sha256', Buffer.concat([Buffer.from(request), bytes]), 'buffer'))
  switch (once.kind) {
    case 'in_flight':
      return declined('request_in_progress')
    case 'other_request':
      return declined('idempotency_key_reused')
    case 'answered': {
      const text = app.secrets.open('api answer', once.answer.body, about)
      return given(once.answer.status, text === '' ? undefined : text, once.answer.headers)
    }
    case 'begin':
      break
  }
  try {
    const answer = await endpoint.handle({ ...call, once: hash('sha256', about).slice(0, 40) })
    if (!answer.ok) await dropOnce(app, key)
    else {
      // Sealed: it may say what only the caller is told, as a tracking code.
      const body = app.secrets.seal('api answer', answer.body === undefined ? '' : JSON.stringify(answer.body), about)
      await keepOnce(app, key, { status: answer.status, headers: answer.headers, body })
    }
    return answer
  } catch (error) {
    await dropOnce(app, key)
    throw error
  }
}
