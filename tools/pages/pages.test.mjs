// Journeys through the demo in a real Chromium, at a desk and on a phone.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asPhone, axeFindings, narrow, phone, sidewaysScroll, stickingOut, transferred, views, wide } from './browser.mjs'
import { house } from './house.mjs'
import { enter, follow, open, places } from './places.mjs'

const firstVisitLimit = 150 * 1024
const nextPageLimit = 30 * 1024

/** visit runs a journey on the demo; more are options of the browser's context. */
const { visit } = house()

describe('pages', () => {
  for (const place of places) {
    test(`${place.name}: named, accessible, nothing sticks out at 320 pixels`, () => visit(async page => {
      await place.reach(page)
      // a browser prints the title: that of a sheet names nobody's service
      if (place.paper) assert.match(await page.title(), /^(My first week|Fy wythnos gyntaf)$/)
      else assert.match(await page.title(), / - Throughgate$/)
      assert.equal(await page.locator('h1').count(), 1, 'a page has one main heading')
      assert.deepEqual(await axeFindings(page), [], 'axe, wide')
      assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at a desk, 320 pixels')
      const beWide = await asPhone(page)
      assert.deepEqual(await axeFindings(page), [], 'axe, on a phone')
      await beWide(narrow)
      assert.deepEqual(await stickingOut(page), [], 'sideways scroll on a phone, 320 pixels')
    }, wide, { complains: place.complains }))
  }
})

describe('with the keyboard alone', () => {
  test('the first stop is the skip link, and it leads past the navigation', () => visit(async page => {
    await enter(page)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main-content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    const inMain = await page.evaluate(() => document.querySelector('main').contains(document.activeElement))
    assert.ok(inMain, 'after the skip link the next stop is in the main part')
  }))

  test('every link of the board shows where the focus is', () => visit(async page => {
    await enter(page)
    const link = page.locator('main a[href^="/releases/"]').first()
    const looks = () => link.evaluate(element => {
      const { outlineStyle, outlineWidth, backgroundColor, boxShadow } = getComputedStyle(element)
      return [outlineStyle, outlineWidth, backgroundColor, boxShadow].join(' ')
    })
    const resting = await looks()
    await link.focus()
    assert.notEqual(await looks(), resting)
  }))
})

describe('without script', () => {
  for (const view of views) {
    test(`the board, a release and the tasks can be reached, ${view.name}`, () => visit(async page => {
      await enter(page)
      await follow(page, 'main a[href^="/releases/"]')
      await follow(page, 'header nav a[href="/tasks"]')
      assert.equal(await page.locator('h1').count(), 1)
    }, view, { javaScriptEnabled: false }))
  }
})

describe('on a phone', () => {
  test('the menu opens with a tap and leads to every part', () => visit(async page => {
    await enter(page)
    const links = page.locator('.govuk-service-navigation__list a')
    const parts = await links.evaluateAll(all => all.map(link => link.getAttribute('href')))
    assert.ok(parts.includes('/tasks') && parts.includes('/messages'), `the menu has ${parts}`)
    for (const part of parts) {
      const link = links.and(page.locator(`[href="${part}"]`))
      await link.waitFor({ state: 'hidden' }) // the script shuts the menu
      await page.locator('.govuk-js-service-navigation-toggle').tap()
      await Promise.all([page.waitForNavigation(), link.tap()])
      assert.equal(new URL(page.url()).pathname, part)
      assert.equal(await page.locator('h1').count(), 1, `${part} has one main heading`)
    }
  }, phone))
})

describe('on a slow line', () => {
  test('a first visit stays under 150 KB and the next page under 30 KB', () => visit(async page => {
    const first = await transferred(page, () => enter(page))
    const next = await transferred(page, () => open(page, '/tasks'))
    assert.ok(first > 0 && first < firstVisitLimit, `first visit: ${first} bytes`)
    assert.ok(next > 0 && next < nextPageLimit, `next page: ${next} bytes`)
  }))
})
