import { Actions, Button, ButtonLink, Conversation, FileInput, Form, Notice, Select, TextArea } from '#platform/html'
import { replyTexts } from '../../replies/texts.ts'
import { caseTexts } from './texts.ts'
import type { CasePageProps } from './view.ts'

/** Longest message, in characters. */
export const messageLimit = 10_000

/** What was said and what happened, then the place to write. */
export function TalkColumn(props: CasePageProps) {
  const texts = caseTexts(props.locale)
  return (
    <div class="stack">
      <Conversation label={texts.talk} items={props.talk} />
      {!props.isReader && Composer(props)}
    </div>
  )
}

function Composer(props: CasePageProps) {
  const { locale, typed, person } = props
  const texts = caseTexts(locale)
  const mine = typed?.form === 'message' ? typed : undefined
  const isNote = mine?.values['kind'] === 'note'
  return (
    <Form
      id="write"
      class="panel stack"
      action={`${props.address}/messages${props.from}`}
      hasFiles
      hidden={{ version: String(props.version), key: props.key }}
    >
      <fieldset class="row seg">
        <legend class="vh">{texts.replyKind}</legend>
        <label>
          <input type="radio" name="kind" value="reply" checked={!isNote} /> {texts.reply}
        </label>
        <label>
          <input type="radio" name="kind" value="note" checked={isNote} /> {texts.note}
        </label>
      </fieldset>
      <TextArea
        id="message"
        name="message"
        label={texts.messageTo(person.name)}
        isLabelHidden
        value={mine?.values['message']}
        error={errorAt(props, 'message')}
        maxLength={messageLimit}
        hint={isNote ? texts.mentionHint : undefined}
        data={{ keep: 'message', draft: `${props.address}/brouillon` }}
      />
      {Unreached(props)}
      {props.remark !== undefined && Notice({ tone: 'info', children: props.remark })}
      {Ready(props)}
      {Files(props)}
      <Actions>
        <Button size="small" icon="send">
          {texts.send}
        </Button>
        <span class="meta">{person.letterHref === undefined ? texts.sendNote : texts.unreachedNote}</span>
      </Actions>
    </Form>
  )
}

/** To somebody without an address nor an account: how to reach her all the same. */
function Unreached({ locale, person }: CasePageProps) {
  const { letterHref, phone, phoneHref } = person
  if (letterHref === undefined) return null
  const texts = caseTexts(locale)
  return Notice({
    tone: 'warn',
    icon: 'mail',
    children: (
      <>
        <p>
          <b>{texts.unreached}</b>
        </p>
        <p>{texts.unreachedWhy}</p>
        <p class="row">
          <ButtonLink kind="secondary" size="small" icon="printer" href={letterHref}>
            {texts.unreachedLetter}
          </ButtonLink>
          {phone !== undefined && phoneHref !== undefined && <a href={phoneHref}>{texts.unreachedCall(phone)}</a>}
        </p>
      </>
    ),
  })
}

/** Ready answers and letters: chosen, then inserted where one writes, to be mended before they leave. */
function Ready({ locale, composer }: CasePageProps) {
  const texts = replyTexts(locale)
  const { replies, letters } = composer
  return (
    <>
      {replies.length > 0 && (
        <div class="row">
          {Select({ id: 'modele', name: 'modele', label: texts.pick, emptyLabel: texts.choose, options: replies })}
          <Button kind="quiet" size="small" icon="text-quote" name="geste" value="inserer">
            {texts.insert}
          </Button>
        </div>
      )}
      {letters.length > 0 && (
        <div class="row">
          {Select({
            id: 'courrier',
            name: 'courrier',
            label: texts.letter,
            emptyLabel: texts.choose,
            options: letters,
          })}
          <Button kind="quiet" size="small" icon="file-plus" name="geste" value="document">
            {texts.makeLetter}
          </Button>
        </div>
      )}
    </>
  )
}

const errorAt = ({ typed }: CasePageProps, fieldId: string): string | undefined =>
  typed?.form === 'message' ? typed.errors.find((error) => error.fieldId === fieldId)?.message : undefined

/** Files to join; those that arrived with a message that did not leave are there still. */
function Files(props: CasePageProps) {
  const texts = caseTexts(props.locale)
  return (
    <>
      {props.keptFiles.map((file) => (
        <input type="hidden" name="kept" value={file.sealed} />
      ))}
      <FileInput
        id="files"
        name="files"
        label={texts.attach}
        hint={texts.attachHint}
        error={errorAt(props, 'files')}
        received={props.keptFiles.map((file, index) => ({
          id: String(index),
          name: file.name,
          note: file.note,
          state: undefined,
        }))}
        remove={{ name: 'remove', label: texts.removeFile }}
        receivedLabel={texts.keptFiles}
        isMultiple
      />
    </>
  )
}
