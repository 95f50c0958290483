// The board as officers use it: what they filtered by comes back, a name with an
// apostrophe is found, the list leaves as a file, and one call to a prison is
// written down in one go. At a desk and on a phone, on one demo.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { axeFindings, sidewaysScroll, transferred, views, wide } from './browser.mjs'
import { house } from './house.mjs'
import { enter, follow, open } from './places.mjs'

const here = house('--people', '200')

/** visit opens the board as the link officer and leaves it without filters. */
const visit = (view, look, more) => here.visit(async page => {
  await enter(page)
  try {
    await look(page)
  } finally {
    await page.goto('/?list=upcoming')
  }
}, view, more)

const press = (page, words) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words, exact: true }).click()])

async function sound (page) {
  assert.deepEqual(await axeFindings(page), [], 'axe')
  assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
}

for (const view of views) {
  describe(`the board, ${view.name}`, () => {
    test('filters stay in the address and come back with the board', () => visit(view, async page => {
      await page.locator('summary', { hasText: 'Filter and sort' }).click()
      await sound(page)
      await page.getByLabel('Leaves within days').fill('21')
      await page.getByLabel('out of area').check()
      await page.getByLabel('Order').selectOption('worst')
      await press(page, 'Show these')
      assert.match(await page.locator('.tg-filtered').innerText(), /within 21 days; out of area/)
      await open(page, '/tasks')
      await open(page, '/')
      assert.equal(new URL(page.url()).search, '?days=21&out_of_area=yes&sort=worst')
      await sound(page)
      await follow(page, '.tg-filtered a')
      await open(page, '/')
      assert.equal(await page.locator('.tg-filtered').count(), 0, 'the filters are gone')
    }))

    test('a name with an apostrophe is found, and stays out of the address', () => visit(view, async page => {
      await page.getByLabel('Find a person').fill("O'Brien")
      await press(page, 'Find')
      assert.match(await page.locator('main table').first().innerText(), /O['’]Brien/)
      assert.doesNotMatch(page.url(), /brien/i)
      await sound(page)
      await page.getByLabel('Find a person').fill('%')
      await press(page, 'Find')
      assert.match(await page.locator('main').innerText(), /Nobody in this list fits the filters/)
      await sound(page)
    }))

    test('a window that is no number says so beside its field', () => visit(view, async page => {
      await page.goto('/?days=soon')
      await page.locator('.govuk-error-summary a').click()
      assert.equal(await page.evaluate(() => document.activeElement.id), 'days')
      assert.equal(await page.getByLabel('Leaves within days').inputValue(), 'soon')
      await sound(page)
      await open(page, '/?list=upcoming')
    }).catch(allowStatus(422)))
  })
}

/** allowStatus lets the browser's own complaint about an answer's status pass. */
function allowStatus (status) {
  return problem => {
    const rest = problem.message.split('\n').slice(1).filter(line => !line.includes(`status of ${status}`))
    if (rest.length > 0 || !problem.message.startsWith('the browser complained')) throw problem
  }
}

describe('what the board leads to', () => {
  test('every list, the prisons and the held rows are sound', () => visit(wide, async page => {
    const addresses = await page.locator('.tg-lists a').evaluateAll(links => links.map(link => link.getAttribute('href')))
    assert.ok(addresses.length > 10)
    for (const address of addresses) {
      await open(page, address)
      assert.equal(await page.locator('h1').count(), 1)
      await sound(page)
    }
  }))
})

describe('what leaves the board', () => {
  test('the list as a file, with who took it', () => visit(wide, async page => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download this list (CSV)' }).click()])
    assert.equal(file.suggestedFilename(), 'board-2026-11-23.csv')
    const chunks = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk)
    const lines = Buffer.concat(chunks).toString().split('\r\n')
    assert.match(lines[0], /^\ufeff?"?Exported by .*link officer/)
    assert.match(lines[1], /^Person,Prison number,/)
    assert.ok(lines.length > 30, 'all pages')
  }))

  test('the list on paper: who printed it, headings on each sheet, no furniture', () => visit(wide, async page => {
    await follow(page, 'a[href^="/board/print"]')
    assert.match(await page.locator('main').innerText(), /Printed by .* on Monday 23 November 2026/)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('header nav').first().isVisible(), false)
    assert.equal(await page.locator('thead').first().evaluate(head => getComputedStyle(head).display), 'table-header-group')
  }))

  test('a page of the board after the first visit stays under 30 KB', () => visit(wide, async page => {
    const bytes = await transferred(page, () => open(page, '/?list=upcoming'))
    assert.ok(bytes > 0 && bytes < 30 * 1024, `${bytes} bytes`)
  }))
})

describe('by prison', () => {
  for (const view of views) {
    test(`the answers of one call are recorded together, ${view.name}`, () => visit(view, async page => {
      await follow(page, '.tg-lists a[href="/prisons"]')
      await follow(page, 'main tbody th a')
      await sound(page)
      await press(page, 'Record the answers')
      assert.match(await page.locator('.govuk-error-summary').innerText(), /Nothing was answered/)
      await sound(page)
      const asked = await page.locator('.tg-call').count()
      const first = page.locator('.tg-call').first()
      const name = await first.locator('h3 a').innerText()
      if (await first.locator('input[value=held]').count() > 0) {
        await first.locator('input[value=held]').check()
        await first.getByLabel('If still held: why?').fill('added days')
      } else {
        await first.locator('input[type=radio]').first().check()
      }
      await page.getByLabel('Who told you?').fill('Ms Ward')
      await press(page, 'Record the answers')
      assert.match(await page.locator('[role=alert]').innerText(), /The answers are recorded/)
      assert.equal(await page.locator('.tg-call').count(), asked - 1)
      assert.match(await page.locator('#calls + ul').innerText(), new RegExp(name))
      await sound(page)
    }).catch(allowStatus(422)))
  }

  test('works without script', () => visit(wide, async page => {
    await follow(page, '.tg-lists a[href="/prisons"]')
    await follow(page, 'main tbody th a')
    assert.equal(await page.getByRole('button', { name: 'Record the answers' }).count(), 1)
    await open(page, '/?list=upcoming')
    await page.getByLabel('Find a person').fill("o'brien")
    await press(page, 'Find')
    assert.equal(await page.locator('h1').count(), 1)
  }, { javaScriptEnabled: false }))
})
