// The demo's pages and how a person comes to each of them: by the links of the
// page before, as in use. A page added to the program gets a line here, and
// with it all the checks of pages.test.mjs.

/** enter opens the board as a link officer, who may see every page of the main job. */
export async function enter (page) {
  await open(page, '/')
  if (new URL(page.url()).pathname === '/') return
  await pressSignIn(page, 'prison link officer')
}

/** signInAs presses the button of the demo's sign-in page that holds these words: a name or a role. */
export async function signInAs (page, words) {
  await open(page, '/sign-in')
  await pressSignIn(page, words)
}

async function pressSignIn (page, words) {
  await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', { name: words }).first().click()])
}

/** open goes to an address and insists on an answer that is a page. */
export async function open (page, address) {
  const answer = await page.goto(address)
  if (!answer.ok()) throw new Error(`${address} answered ${answer.status()}`)
}

/** follow clicks the first link that leads to an address like the one given, and insists likewise. */
export async function follow (page, selector) {
  const link = page.locator(selector).first()
  if (await link.count() === 0) throw new Error(`${page.url()} has no link ${selector}`)
  const address = await link.getAttribute('href')
  const [answer] = await Promise.all([
    page.waitForResponse(response => response.request().isNavigationRequest() && response.frame() === page.mainFrame()),
    link.click()
  ])
  if (!answer.ok()) throw new Error(`${address} answered ${answer.status()}`)
  await page.waitForLoadState()
}

/** menu opens the menu where a phone hides it, then follows one of its links. */
async function menu (page, address) {
  const toggle = page.locator('.govuk-js-service-navigation-toggle')
  if (await toggle.isVisible()) await toggle.click()
  await follow(page, `header nav a[href="${address}"]`)
}

/** asCoordinator opens the unit's own pages as who may change them. */
async function asCoordinator (page) {
  await signInAs(page, 'unit coordinator')
  await menu(page, '/unit')
}

/** asAdministrator opens a page of the administrator's menu, and then one that it leads to. */
async function asAdministrator (page, first, then) {
  await signInAs(page, 'administrator')
  await menu(page, first)
  if (then) await follow(page, `main a[href="${then}"]`)
}

async function inUnit (page, address) {
  await asCoordinator(page)
  await follow(page, `main a[href="${address}"]`)
}

/** findLeaver looks for somebody of the board by reference. */
async function findLeaver (page) {
  await signInAs(page, 'unit coordinator')
  const reference = (await page.locator('main a[href^="/releases/"]').first().getAttribute('href')).split('/')[2]
  await menu(page, '/unit')
  await follow(page, 'main a[href="/retention"]')
  await page.fill('#reference', reference)
  await press(page, 'Find')
}

/** press sends the form of a button. */
async function press (page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()])
}

export const places = [
  { name: 'the sign-in', reach: async page => { await open(page, '/') } },
  {
    name: 'a sign-in that fails',
    reach: async page => {
      await open(page, '/sign-in')
      await page.getByLabel('E-mail address').fill('nobody@services.example')
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Sign in', exact: true }).click()])
    },
    complains: /422/
  },
  { name: 'the accounts', reach: page => signInAs(page, 'administrator') },
  { name: 'lists of accounts', reach: page => asAdministrator(page, '/', '/accounts/lists') },
  { name: 'how the service runs', reach: page => asAdministrator(page, '/system') },
  { name: 'a queue that is to be paused', reach: page => asAdministrator(page, '/system', '/system/queues/email/pause') },
  { name: 'jobs that failed', reach: page => asAdministrator(page, '/system', '/system/jobs') },
  { name: 'the watch, day by day', reach: page => asAdministrator(page, '/system', '/system/watch') },
  { name: 'the last imports, in numbers', reach: page => asAdministrator(page, '/system', '/system/imports') },
  { name: 'webhooks', reach: page => asAdministrator(page, '/system', '/system/webhooks') },
  { name: 'what was recorded', reach: page => signInAs(page, 'information lead') },
  { name: 'what an account did', reach: async page => { await signInAs(page, 'information lead'); await follow(page, 'main a[href^="/records/accounts/"]') } },
  {
    name: 'who looked at a person',
    reach: async page => {
      await enter(page)
      const reference = (await page.locator('main a[href^="/releases/"]').first().getAttribute('href')).split('/')[2]
      await follow(page, 'main a[href^="/releases/"]')
      await signInAs(page, 'information lead')
      await page.getByLabel('Reference or prison number').fill(reference)
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Show what was done' }).click()])
    }
  },
  { name: 'unusual reading', reach: async page => { await signInAs(page, 'information lead'); await follow(page, 'main a[href="/records/unusual"]') } },
  { name: 'erasing records', reach: async page => { await signInAs(page, 'information lead'); await menu(page, '/retention') } },
  { name: 'how long somebody is kept', reach: findLeaver },
  { name: 'the board', reach: enter },
  { name: 'one release', reach: async page => { await enter(page); await follow(page, 'main a[href^="/releases/"]') } },
  {
    name: 'a form by hand',
    reach: async page => {
      await enter(page)
      await follow(page, 'main a[href^="/releases/"]')
      await page.getByText('Record something', { exact: true }).click()
      await follow(page, 'main a[href$="/record/event"]')
    }
  },
  { name: 'a person added by hand', reach: async page => { await enter(page); await follow(page, 'main a[href="/people/add"]') } },
  { name: 'the sheet of one release', paper: true, reach: async page => { await enter(page); await follow(page, 'main a[href^="/releases/"]'); await follow(page, 'main a[href$="/sheet"]') } },
  { name: 'the sheets of a day', paper: true, reach: async page => { await enter(page); await open(page, '/sheets?day=2026-11-24') } },
  { name: 'the tasks', reach: async page => { await enter(page); await menu(page, '/tasks') } },
  { name: 'one task', reach: async page => { await enter(page); await menu(page, '/tasks'); await follow(page, 'main a[href^="/tasks/"]') } },
  { name: 'the messages', reach: async page => { await enter(page); await menu(page, '/messages') } },
  { name: 'the figures', reach: async page => { await enter(page); await menu(page, '/figures') } },
  {
    name: 'a forecast',
    reach: async page => {
      await enter(page)
      await menu(page, '/figures')
      await follow(page, 'main a[href="/forecast"]')
      await page.getByLabel('The people').fill('A7958ZD\nA9999ZZ')
      await page.getByLabel('The day on which they would leave').fill('2026-12-22')
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Show the forecast' }).click()])
      await page.getByRole('heading', { name: 'Services by week' }).waitFor()
    }
  },
  { name: 'the imports', reach: async page => { await enter(page); await menu(page, '/imports') } },
  { name: 'one import', reach: async page => { await enter(page); await menu(page, '/imports'); await follow(page, 'main a[href^="/imports/past/"]') } },
  { name: 'the rows that wait', reach: async page => { await enter(page); await open(page, '/imports/held') } },
  { name: 'the review', reach: async page => { await enter(page); await open(page, '/imports/review') } },
  {
    name: 'a file that is looked at',
    reach: async page => {
      await enter(page)
      await menu(page, '/imports')
      await page.getByLabel('What does it hold?').selectOption('services')
      await page.getByLabel('The file').setInputFiles({ name: 'services.csv', mimeType: 'text/csv', buffer: Buffer.from('area,service,name,spoc_email\nHaringey,jobcentre,A,a@x.example\n') })
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Look at the file' }).click()])
      await page.locator('[data-state=ready]').waitFor()
    }
  },
  { name: 'one message', reach: async page => { await enter(page); await menu(page, '/messages'); await follow(page, 'main a[href^="/messages/"]') } },
  { name: 'your list', reach: async page => { await enter(page); await follow(page, 'main a[href="/your-list"]') } },
  { name: 'nobody to send to', reach: async page => { await enter(page); await follow(page, 'main a[href="/nobody"]') } },
  { name: 'what I am told', reach: async page => { await enter(page); await follow(page, 'main a[href="/told"]') } },
  { name: 'the unit', reach: asCoordinator },
  { name: 'the directory', reach: page => inUnit(page, '/unit/services') },
  { name: 'one service', reach: async page => { await inUnit(page, '/unit/services'); await follow(page, 'main table a[href^="/unit/services/"]') } },
  { name: 'a service, read by a link officer', reach: async page => { await enter(page); await menu(page, '/unit'); await follow(page, 'main a[href="/unit/services"]'); await follow(page, 'main table a[href^="/unit/services/"]') } },
  {
    name: 'a new service with something wrong',
    reach: async page => {
      await inUnit(page, '/unit/services')
      await follow(page, 'main a[href="/unit/services/new"]')
      await page.getByLabel('E-mail of the contact').fill('nowhere')
      await press(page, 'Save')
    },
    complains: /422/
  },
  { name: 'the sharing agreements', reach: page => inUnit(page, '/unit/agreements') },
  { name: 'a new sharing agreement', reach: async page => { await inUnit(page, '/unit/agreements'); await follow(page, 'main a[href="/unit/agreements/new"]') } },
  { name: 'the catalogue', reach: page => inUnit(page, '/unit/standards') },
  { name: 'one standard', reach: async page => { await inUnit(page, '/unit/standards'); await follow(page, 'main a[href="/unit/standards/BEN-JCP"]') } },
  {
    name: 'the preview of an edit',
    reach: async page => {
      await inUnit(page, '/unit/standards')
      await follow(page, 'main a[href="/unit/standards/BEN-JCP"]')
      await page.getByLabel('Due', { exact: true }).fill('-6')
      await press(page, 'Show what this would do')
    }
  },
  { name: 'the local prisons', reach: page => inUnit(page, '/unit/prisons') },
  { name: 'the local prisons of an area', reach: async page => { await inUnit(page, '/unit/prisons'); await follow(page, 'main a[href^="/unit/prisons/"]') } },
  { name: 'the settings', reach: page => inUnit(page, '/unit/settings') },
  { name: 'services that do not answer', reach: page => inUnit(page, '/unit/not-answering') },
  { name: 'when I am away', reach: async page => { await enter(page); await open(page, '/away') } },
  { name: 'the training', reach: async page => { await open(page, '/demo/training'); await page.getByRole('button', { name: 'Follow this one' }).click(); await page.waitForLoadState() } },
  { name: 'the mailbox', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/mailbox"]') } },
  { name: 'one e-mail', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/mailbox"]'); await follow(page, 'main a[href^="/demo/mailbox/"]') } },
  { name: 'the handset', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/handset"]') } },
  { name: 'the clock', reach: async page => { await enter(page); await follow(page, 'a[href="/demo/clock"]') } }
]
