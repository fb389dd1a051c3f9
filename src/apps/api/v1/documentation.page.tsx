import type { ComponentChildren, VNode } from 'preact'
import { type Assets, Main, Page, render, SkipLink } from '#platform/html'
import type { Json } from './openapi.ts'

/** The document of the interface, for people: the same content, without a script. */

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
}

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema: Schema
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly deprecated?: boolean
  readonly tags: readonly string[]
  readonly security: readonly { readonly key: readonly string[] }[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>
  }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >
}

interface Document {
  readonly info: {
    readonly title: string
    readonly version: string
    readonly summary: string
    readonly description: string
  }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly securitySchemes: { readonly key: { readonly description: string } }
  }
  readonly 'x-problems': readonly {
    readonly code: string
    readonly type: string
    readonly status: number
    readonly title: string
  }[]
}

const nameIn = (reference: string): string => reference.split('/').at(-1) ?? ''

/** What a value is, in a few words: "texte", "liste de Case". */
function wordsOf(schema: Schema): ComponentChildren {
  if (schema.$ref !== undefined) return <a href={`#forme-${nameIn(schema.$ref)}`}>{nameIn(schema.$ref)}</a>
  if (schema.enum) return schema.enum.map((each) => String(each)).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) {
    return schema.anyOf.map((each, index) => (
      <>
        {index > 0 && ' ou '}
        {wordsOf(each)}
      </>
    ))
  }
  if (schema.type === 'array') return <>liste de {schema.items ? wordsOf(schema.items) : 'valeurs'}</>
  return [schema.type ?? 'valeur', schema.format].filter((each) => each !== undefined).join(', ')
}

const ticked = (text: string): ComponentChildren =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))

function Members({ caption, schema }: { readonly caption: string; readonly schema: Schema }): VNode | null {
  const entries = Object.entries(schema.properties ?? {})
  if (entries.length === 0) return null
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class="data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Membre</th>
            <th scope="col">Valeur</th>
            <th scope="col">Ce qu’il dit</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, property]) => (
            <tr>
              <th scope="row">
                <code>{name}</code>
                {schema.required?.includes(name) !== true && <small> (facultatif)</small>}
              </th>
              <td>{wordsOf(property)}</td>
              <td>{property.description === undefined ? '' : ticked(property.description)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Operations({ document, tag }: { readonly document: Document; readonly tag: string }): VNode[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => One({ document, path, method, operation })),
  )
}

interface OneProps {
  readonly document: Document
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

function One({ document, path, method, operation }: OneProps): VNode {
  const parameters = operation.parameters.map((each) =>
    each.$ref === undefined ? each : (document.components.parameters[nameIn(each.$ref)] ?? each),
  )
  const body = Object.values(operation.requestBody?.content ?? {})[0]
  const asMembers: Schema = {
    properties: Object.fromEntries(
      parameters.map(({ name, schema, description }) => [
        name,
        { ...schema, ...(description !== undefined && { description }) },
      ]),
    ),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
  }
  return (
    <article class="stack" aria-labelledby={operation.operationId}>
      <h3 id={operation.operationId}>{operation.summary}</h3>
      <p>
        <code>
          {method.toUpperCase()} {path}
        </code>
        , portée{' '}
        {operation.security
          .flatMap(({ key }) => key)
          .map((scope) => (
            <code>{scope}</code>
          ))}
        {operation.deprecated === true && ' (à ne plus employer)'}
      </p>
      {operation.description !== undefined && <p>{ticked(operation.description)}</p>}
      {Members({ caption: `Paramètres : ${operation.summary}`, schema: asMembers })}
      {body && <p>Corps : {wordsOf(body.schema)}</p>}
      {body?.example !== undefined && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
        <section class="scroll" tabIndex={0} aria-label={`Exemple : ${operation.summary}`}>
          <pre>
            <code>{JSON.stringify(body.example, undefined, 2)}</code>
          </pre>
        </section>
      )}
      <dl class="sum">
        {Object.entries(operation.responses).map(([status, answer]) => (
          <div>
            <dt>{status}</dt>
            <dd>
              {answer.description.split('\n\n').map((line) => (
                <p>{ticked(line)}</p>
              ))}
              {answerShape(answer.content)}
            </dd>
          </div>
        ))}
      </dl>
    </article>
  )
}

function answerShape(content: Readonly<Record<string, { readonly schema: Schema }>> | undefined): VNode | null {
  const schema = content?.['application/json']?.schema
  return schema ? <p>{wordsOf(schema)}</p> : null
}

const titles: Readonly<Record<string, string>> = {
  procedures: 'Démarches',
  cases: 'Demandes',
  events: 'Événements',
  files: 'Pièces',
  statistics: 'Statistiques',
  exports: 'Exports',
  webhooks: 'Abonnements',
}

/** The whole page. */
export function documentationPage(json: Json, assets: Assets): string {
  const document = json as unknown as Document
  const { info, servers, tags, components } = document
  return render(
    <Page
      lang="fr"
      title={info.title}
      description={info.summary}
      site="guichet"
      stylesheets={[assets.assetHref('style.css')]}
      fontHref={assets.assetHref('atkinson-hyperlegible-next-latin.woff2')}
      iconHref={assets.assetHref('icon.svg')}
    >
      <SkipLink label="Aller au contenu" />
      <Main class="narrow">
        <div class="wrap stack far">
          <header class="stack">
            <h1>{info.title}</h1>
            <p>{info.summary}</p>
            <p>{ticked(info.description)}</p>
            <p>
              Adresse : <code>{servers[0]?.url}</code>. Le même document se lit en <a href="openapi.json">JSON</a> et en{' '}
              <a href="openapi.yaml">YAML</a>.
            </p>
            <p>{ticked(components.securitySchemes.key.description)}</p>
          </header>
          <nav aria-label="Chapitres">
            <ul>
              {tags.map(({ name, description }) => (
                <li>
                  <a href={`#${name}`}>{titles[name] ?? name}</a> : {description}
                </li>
              ))}
              <li>
                <a href="#formes">Formes</a>
              </li>
              <li>
                <a href="#problemes">Problèmes</a>
              </li>
            </ul>
          </nav>
          {tags.map(({ name }) => (
            <section class="stack far" aria-labelledby={name}>
              <h2 id={name}>{titles[name] ?? name}</h2>
              {Operations({ document, tag: name })}
            </section>
          ))}
          <section class="stack far" aria-labelledby="formes">
            <h2 id="formes">Formes</h2>
            {Object.entries(components.schemas).map(([name, schema]) => (
              <article class="stack" aria-labelledby={`forme-${name}`}>
                <h3 id={`forme-${name}`}>{name}</h3>
                {schema.description !== undefined && <p>{ticked(schema.description)}</p>}
                {Members({ caption: `Membres de ${name}`, schema })}
              </article>
            ))}
          </section>
          {Problems(document)}
        </div>
      </Main>
    </Page>,
  )
}

const Problems = (document: Document): VNode => (
  <section class="stack far" aria-labelledby="problemes">
    <h2 id="problemes">Problèmes</h2>
    <p>Un code ne change jamais de sens ; on peut en décider dans un programme.</p>
    <dl class="sum">
      {document['x-problems'].map(({ type, status, title }) => (
        <div>
          <dt>
            <code>{type}</code> ({status})
          </dt>
          <dd>{title}</dd>
        </div>
      ))}
    </dl>
  </section>
)
