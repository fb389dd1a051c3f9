import { Button, ButtonLink } from '../buttons.tsx'
import { PageHead, Panel, SectionHead } from '../cards.tsx'
import { Conversation, type ConversationItem } from '../conversation.tsx'
import { FileInput } from '../fields/file-input.tsx'
import { Actions, Form } from '../fields/form.tsx'
import { TextArea } from '../fields/text-inputs.tsx'
import { DescriptionList } from '../lists.tsx'
import { Breadcrumbs } from '../navigation.tsx'
import { Alert } from '../notices.tsx'
import { Steps } from '../steps.tsx'
import { type FrameProps, GuichetFrame } from './frames.tsx'

const items: readonly ConversationItem[] = [
  { kind: 'day', label: 'Jeudi 19 novembre' },
  {
    kind: 'event',
    icon: 'send',
    body: (
      <>
        <b>Demande envoyée</b> à 18 h 41. L’accusé de réception est dans <a href="#documents">vos documents</a>.
      </>
    ),
  },
  { kind: 'event', icon: 'badge-check', body: 'Votre domicile a été vérifié avec votre accord auprès des impôts.' },
  { kind: 'day', label: 'Vendredi 20 novembre' },
  {
    kind: 'message',
    author: 'Nadia Ferrand',
    meta: 'service Voirie, 9 h 12',
    body: (
      <>
        <p>Bonjour Madame Fontanel,</p>
        <p>Votre rue est étroite devant le 27. Pouvez-vous m’envoyer une photo avec l’endroit exact du camion ?</p>
      </>
    ),
    attachments: [{ name: 'Plan de la rue des Bruyères', href: '/f/1', note: 'PDF, 240 ko', icon: 'map-pin' }],
  },
  { kind: 'day', label: 'Hier' },
  {
    kind: 'message',
    author: 'Vous',
    meta: '20 h 05',
    isMine: true,
    body: <p>Bonsoir, est-ce que le trottoir d’en face conviendrait mieux ?</p>,
  },
]

function Talk() {
  return (
    <section class="section">
      <SectionHead title="Vos échanges" />
      <div class="stack far">
        <Conversation label="Vos échanges" items={items} />
        <Form class="panel stack" hasFiles>
          <TextArea id="message" name="message" label="Écrire à Nadia Ferrand" hint="Elle répond dans la journée." />
          <FileInput id="attachment" name="attachment" label="Joindre un plan ou une photo" isMultiple />
          <Actions>
            <Button icon="send">Envoyer mon message</Button>
          </Actions>
        </Form>
      </div>
    </section>
  )
}

/** Where a request stands, and what was said. */
export function TrackingGallery(props: FrameProps) {
  return (
    <GuichetFrame {...props} title="Suivi de ma demande">
      <div class="wrap">
        <Breadcrumbs
          label="Fil d’Ariane"
          links={[
            { href: '/', label: 'Accueil' },
            { href: '/demandes', label: 'Mes demandes' },
          ]}
        />
        <PageHead
          meta="Demande VAL-2026-04187, envoyée le jeudi 19 novembre 2026"
          title="Occuper la rue pour un déménagement"
          lead={
            <>
              Votre demande est au service Voirie. Il attend de vous un plan{' '}
              <strong>avant le vendredi 27 novembre</strong>.
            </>
          }
        />
        <Steps
          label="Étapes de la demande"
          steps={[
            { state: 'done', label: 'Envoyée', note: 'Jeudi 19 novembre', stateLabel: 'faite' },
            { state: 'current', label: 'À compléter', note: 'À vous, avant le 27 novembre', stateLabel: 'en cours' },
            { state: 'coming', label: 'Étudiée', note: 'Par la voirie, 10 jours au plus', icon: 'search' },
            { state: 'coming', label: 'Arrêté signé', icon: 'signature' },
            { state: 'stopped', label: 'Panneaux posés', note: 'Annulé' },
          ]}
        />
        <div class="split section">
          <div>
            <Alert tone="warn" icon="hand" kind="À vous d’agir" title="Envoyez un plan de stationnement">
              <p>Une photo de la rue avec une croix là où se garera le camion suffit.</p>
              <div class="row">
                <ButtonLink href="#message" icon="upload">
                  Envoyer le plan
                </ButtonLink>
                <a href="/exemple">Voir un exemple</a>
              </div>
            </Alert>
            <Talk />
          </div>
          <aside class="stack" aria-label="Résumé de la demande">
            <Panel title="Votre demande">
              <DescriptionList
                items={[
                  { label: 'Où', value: '27, rue des Bruyères' },
                  { label: 'Quand', value: 'Samedi 12 décembre 2026' },
                ]}
              />
            </Panel>
            <Panel title="Vos documents" id="documents">
              <p>
                <a href="/f/2">Accusé de réception</a>
              </p>
            </Panel>
          </aside>
        </div>
      </div>
    </GuichetFrame>
  )
}
