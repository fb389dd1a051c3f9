/** Small exports written for the tests of this house, in the elements that Publik uses. */

const field = (type: string, varname: string, more = ''): string =>
  `<field><id type="str">${varname}</id><type type="str">${type}</type><label type="str">Question ${varname}</label>` +
  `<required type="bool">True</required><varname type="str">${varname}</varname>${more}</field>`

const condition = (value: string, dialect = 'django'): string =>
  `<condition><type>${dialect}</type><value>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</value></condition>`

const items = (...texts: readonly string[]): string =>
  `<items>${texts.map((text) => `<item>${text}</item>`).join('')}</items>`

const pageOf = (title: string, more = ''): string =>
  `<field><id>p${title.length}</id><type>page</type><label>${title}</label>${more}</field>`

/** A form: two pages, a block in rows, choices in free text, a computed value, a rule, capitals. */
export const formFile = `<?xml version="1.0"?>
<formdef id="1" url="">
  <name>Emprunter du matériel</name>
  <url_name>emprunter-du-materiel</url_name>
  <description>Pour la fête d’un quartier.</description>
  <confirmation>true</confirmation>
  <workflow slug="pret" workflow_id="3">Prêt</workflow>
  <fields>
    ${pageOf('VOTRE DEMANDE')}
    ${field('string', 'nom', '<prefill><type>user</type><value>_last_name</value></prefill>')}
    ${field('string', 'prenom', '<prefill><type>user</type><value>_first_name</value></prefill>')}
    ${field('email', 'courriel')}
    ${field('item', 'materiel', items('Tables et bancs', 'Barnum', 'Autre'))}
    ${field('string', 'precision', condition('form_var_materiel == "Autre"'))}
    ${field('items', 'jours', items('Samedi', 'Dimanche'))}
    ${pageOf('Détails', `${condition('form_var_materiel != "Autre"')}<post_conditions><post_condition>${condition('form_var_fin|date >= form_var_debut|date')}<error_message>La fin suit le début.</error_message></post_condition></post_conditions>`)}
    ${field('date', 'debut', '<minimum_is_future type="bool">True</minimum_is_future>')}
    ${field('date', 'fin')}
    ${field('numeric', 'tables', '<min_value>1</min_value><max_value>40</max_value>')}
    ${field('bool', 'livraison').replace('True', 'False')}
    ${field('string', 'acces', condition('form_var_livraison and "Samedi" in form_var_jours'))}
    ${field('computed', 'caution', '<value_template>{{ form_var_tables|multiply:5 }}</value_template>')}
    ${field('block', 'aides', '<block_slug>aide</block_slug><max_items type="int">5</max_items><extra_css_class>large</extra_css_class>')}
    ${field('hologram', 'image', '<frequency>4</frequency>')}
    <field><id>c1</id><type>comment</type><label>&lt;p&gt;Lisez &lt;a href="https://exemple.test/r"&gt;ici&lt;/a&gt;.&lt;/p&gt;</label></field>
  </fields>
  <options><option varname="tarif">5</option></options>
</formdef>`

export const blockFile = `<block id="2"><name>Aide</name><slug>aide</slug><fields>
  ${field('string', 'prenom')}
  ${field('string', 'telephone', condition('block_var_prenom == "Camille"'))}
</fields></block>`

const by = (role: string): string => `<by><item role_id="${role}">${role}</item></by>`

/** A circuit: a mail, a jump on a condition, a call that may fail, a form of the agent, buttons, a delay. */
export const workflowFile = `<?xml version="1.0"?>
<workflow id="3" url="">
  <name>Prêt</name><slug>pret</slug>
  <roles><role id="_receiver">Régie</role></roles>
  <possible_status>
    <status><id>just_submitted</id><name>Reçue</name><items>
      <item type="sendmail" id="1"><to><item role_id="_submitter">_submitter</item></to>
        <subject>{{ form_name }}</subject><body>Bonjour {{ form_var_prenom }} {{ form_var_nom }},

{% if form_comment %}{{ form_comment }}{% endif %}

{{ form_var_materiel }} {{ form_thing }}</body></item>
      <item type="webservice_call" id="2"><label>Stock</label><method>POST</method><url>https://stock.exemple.test/{{ form_number }}</url>
        <varname>stock</varname><post_data><item><name>quoi</name><value>{{ form_var_materiel }}</value></item></post_data>
        <action_on_4xx>:stop</action_on_4xx><action_on_5xx>:pass</action_on_5xx></item>
      <item type="jump" id="3"><status>2</status>${condition('stock_response_data == "vide"')}</item>
      <item type="jump" id="4"><status>1</status><mode>immediate</mode></item>
    </items></status>
    <status><id>1</id><name>À l’étude</name><items>
      <item type="choice" id="1"><label>Accorder</label>${by('_receiver')}<status>accepted</status></item>
      <item type="choice" id="2"><label>Refuser</label>${by('_receiver')}<status>2</status><set_marker_on_status>True</set_marker_on_status></item>
      <item type="jump" id="3"><status>2</status><mode>timeout</mode><timeout>172800</timeout></item>
      <item type="teleport" id="4"><to>lune</to></item>
    </items></status>
    <status><id>2</id><name>Motif du refus</name><items>
      <item type="form" id="1">${by('_receiver')}<varname>refus</varname><formdef><name>-</name><fields>${field('text', 'motif')}</fields></formdef></item>
      <item type="jumponsubmit" id="2"><status>rejected</status></item>
      <item type="choice" id="3"><label>Revenir</label>${by('_receiver')}<status>_previous</status></item>
    </items></status>
    <status><id>accepted</id><name>Accordée</name><forced_endpoint>true</forced_endpoint><items>
      <item type="displaymsg" id="1"><message>Venez chercher le matériel.</message></item></items></status>
    <status><id>rejected</id><name>Refusée</name><items>
      <item type="register-comment" id="1"><comment>Motif : {{ refus_var_motif }}</comment>${condition('refus_var_motif')}</item></items></status>
    <status><id>9</id><name>Oubliée</name><items/></status>
  </possible_status>
</workflow>`

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
