import type { TSchema } from 'typebox'
import { version } from '#platform/config'
import { scopes } from '#identity/keys'
import type { AnswerShape, Endpoint } from './endpoint.ts'
import { everywhere, type ProblemCode, problemStatuses, problemTitle, problemType } from './problems.ts'
import { Problem } from './shapes.ts'

/** A document, or a part of one. */
export type Json = { readonly [name: string]: unknown }

const tags: Readonly<Record<Endpoint['tag'], string>> = {
  procedures: 'Les démarches que la collectivité propose.',
  cases: 'Les demandes : les lire, les déposer, les faire avancer.',
  events: 'Ce qui s’est passé, dans l’ordre.',
  files: 'Les pièces.',
  statistics: 'Des nombres.',
  exports: 'Des listes de demandes en fichiers.',
  webhooks: 'Être averti par des messages signés (Standard Webhooks).',
}

/** Shapes that have a name become components; each is written once. */
class Components {
  readonly schemas: Record<string, unknown> = {}

  refer(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((each) => this.refer(each))
    if (typeof schema !== 'object' || schema === null) return schema
    const { title } = schema as { title?: unknown }
    if (typeof title !== 'string' || !/^[A-Z][A-Za-z]+$/.test(title)) return this.#inner(schema)
    if (!Object.hasOwn(this.schemas, title)) {
      this.schemas[title] = {}
      this.schemas[title] = this.#inner(schema)
    }
    return { $ref: `#/components/schemas/${title}` }
  }

  #inner(schema: object): Json {
    return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, this.refer(value)]))
  }
}

const pathOf = ({ path }: Endpoint): string => `/{collectivity}${path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')}`

function parametersOf(endpoint: Endpoint, components: Components): readonly Json[] {
  const under = (place: 'path' | 'query', schema: TSchema | undefined): Json[] => {
    const properties = Object.entries(
      (schema as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {},
    )
    const required = (schema as { required?: readonly string[] } | undefined)?.required ?? []
    return properties.map(([name, property]) => {
      const { description, ...rest } = property as TSchema & { description?: string }
      return {
        name,
        in: place,
        required: place === 'path' || required.includes(name),
        ...(description !== undefined && { description }),
        schema: components.refer(rest),
      }
    })
  }
  return [
    { $ref: '#/components/parameters/collectivity' },
    ...under('path', endpoint.params),
    ...under('query', endpoint.query),
    ...(changes(endpoint) && !endpoint.takesBytes ? [{ $ref: '#/components/parameters/idempotencyKey' }] : []),
    ...(endpoint.problems.includes('changed_meanwhile') ? [{ $ref: '#/components/parameters/ifMatch' }] : []),
    ...(endpoint.method === 'GET' ? [{ $ref: '#/components/parameters/ifNoneMatch' }] : []),
  ]
}

const changes = ({ method }: Endpoint): boolean => method !== 'GET'

const everyHeader = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
}

function answerOf(shape: AnswerShape, endpoint: Endpoint, components: Components): Json {
  const headers = Object.entries(shape.headers ?? {}).map(
    ([name, description]) => [name, { description, schema: { type: 'string' } }] as const,
  )
  const example = endpoint.example?.answer
  const content =
    shape.schema === undefined
      ? shape.mediaType && { [shape.mediaType]: { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: components.refer(shape.schema), ...(example !== undefined && { example }) } }
  return {
    description: shape.description,
    headers: { ...everyHeader, ...Object.fromEntries(headers) },
    ...(content && { content }),
  }
}

/** One answer for each status: its description names the codes that come with it. */
function refusalsOf(endpoint: Endpoint): Json {
  const codes: readonly ProblemCode[] = [...new Set<ProblemCode>([...everywhere, ...endpoint.problems])]
  const byStatus = Map.groupBy(codes, (code) => problemStatuses[code])
  const entries = [...byStatus].map(([status, of]) => [
    String(status),
    {
      description: of.map((code) => `\`${code}\` : ${problemTitle(code, 'fr')}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  return Object.fromEntries(entries) as Json
}

function operationOf(endpoint: Endpoint, components: Components): Json {
  const { operationId, tag, summary, description, body, takesBytes, answers, deprecated } = endpoint
  const answered = Object.entries(answers).map(([status, shape]) => [status, answerOf(shape, endpoint, components)])
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated: true }),
    security: [{ key: endpoint.scopes }],
    parameters: parametersOf(endpoint, components),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: components.refer(body),
            ...(endpoint.example?.body !== undefined && { example: endpoint.example.body }),
          },
        },
      },
    }),
    ...(takesBytes && {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    responses: {
      ...(Object.fromEntries(answered) as Json),
      ...(endpoint.method === 'GET' && { '304': { description: 'Rien n’a changé depuis l’ETag donné.' } }),
      ...refusalsOf(endpoint),
    },
  }
}

const text = { type: 'string' }

/** The document of the interface (OpenAPI 3.1), made of what its routes are made of. */
export function openApiOf(endpoints: readonly Endpoint[], server: string): Json {
  const components = new Components()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const item = (paths[pathOf(endpoint)] ??= {})
    item[endpoint.method.toLowerCase()] = operationOf(endpoint, components)
  }
  components.refer(Problem)
  return {
    openapi: '3.1.1',
    info: {
      title: 'Traboule, interface de programmation',
      version: `1 (${version})`,
      summary: 'Ce que d’autres programmes lisent et font au nom d’une collectivité.',
      description: introduction,
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url: server }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `Une clé faite dans le bureau : \`Authorization: Bearer trb_…\`. Portées : ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`,
        },
      },
      parameters: sharedParameters,
      headers: {
        RateLimit: { description: 'Ce qui reste : `"cle";r=599;t=42`, requêtes et secondes.', schema: text },
        RateLimitPolicy: { description: 'La limite : `"cle";q=600;w=60`.', schema: text },
      },
    },
    'x-problems': (Object.keys(problemStatuses) as ProblemCode[]).map((code) => ({
      code,
      type: problemType(code),
      status: problemStatuses[code],
      title: problemTitle(code, 'fr'),
    })),
  }
}

const introduction = `Chaque requête porte une clé, faite dans le bureau d’une collectivité et liée à des portées.
Les erreurs sont des problèmes (RFC 9457) dont le \`type\` ne change jamais. Les listes se lisent par curseur.
\`Idempotency-Key\` rend une requête répétable sans risque ; \`If-Match\` n’agit que sur ce qui a été lu.`

const sharedParameters = {
  collectivity: {
    name: 'collectivity',
    in: 'path',
    required: true,
    description: 'L’adresse de la collectivité : `corbas`.',
    schema: text,
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Nomme la requête : répétée telle quelle, elle reçoit la même réponse, pendant 24 heures.',
    schema: { ...text, maxLength: 100 },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'L’ETag de la demande lue : rien n’est fait si elle a changé depuis.',
    schema: text,
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'L’ETag d’une réponse gardée : 304 si elle est encore vraie.',
    schema: text,
  },
}
