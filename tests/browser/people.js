// Three people who do the same in different ways: with a mouse, with only a keyboard, and without scripts.

import assert from 'node:assert/strict';

/** After this many tabs, people give up looking for an element. */
const PATIENCE = 150;

/** What every person can do. The classes below differ in how. */
class Person {
  hasScripts = true;
  complaints = [];

  static async arrive(browser) {
    const person = new this();
    person.context = await browser.newContext({
      javaScriptEnabled: person.hasScripts,
      viewport: { width: 1280, height: 800 },
      // As a browser allows for a page in use.
      permissions: ['clipboard-write'],
    });
    person.page = await person.context.newPage();
    person.context.on('console', (message) => person.complaints.push(message.text()));
    person.context.on('weberror', (error) => person.complaints.push(String(error.error())));
    return person;
  }

  async open(address) {
    await this.page.goto(address);
  }

  link(name, within = this.page) {
    return within.getByRole('link', { name, exact: true });
  }

  button(name, within = this.page) {
    return within.getByRole('button', { name, exact: true });
  }

  /** Follows a link or presses a button that leads to another page. */
  async follow(what, address) {
    await this.press(what);
    await this.page.waitForURL(address);
  }

  /** Replaces the content of a field. */
  async type(field, text) {
    await this.reach(field);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  /** The content of the clipboard. Pasting is the only way that needs no permission from a page. */
  async pasted() {
    const page = await this.context.newPage();
    await page.setContent('<textarea></textarea>');
    await page.locator('textarea').focus();
    await page.keyboard.press('Control+V');
    const text = await page.locator('textarea').inputValue();
    await page.close();
    return text;
  }

  async leave() {
    assert.deepEqual(this.complaints, []);
    await this.context.close();
  }
}

class ByMouse extends Person {
  reach(what) {
    return what.click();
  }

  press(what) {
    return what.click();
  }

  tick(box) {
    return box.check();
  }

  /** Chooses an option of a list. How the list opens depends on the system. */
  async pick(list, label) {
    await list.selectOption({ label });
  }

  /** Copies the content of a field with the button after it. */
  async copy(field) {
    await this.press(field.locator('..').getByRole('button', { name: /^Copy/ }).first());
    await field.locator('..').getByText('Copied').waitFor();
  }
}

class ByKeyboard extends Person {
  /** Presses Tab until the element has the focus, and checks each time that the focus is visible. */
  async reach(what) {
    for (let tabs = 0; tabs < PATIENCE; tabs += 1) {
      if (await what.evaluate((what) => document.hasFocus() && what === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
      const { at, outline } = await this.page.evaluate(() => {
        const at = document.activeElement;
        return { at: at.outerHTML.slice(0, 200), outline: getComputedStyle(at).outlineStyle };
      });
      // A frame itself shows no focus, but the elements inside it do.
      if (!/^<(body|iframe)/.test(at)) assert.notEqual(outline, 'none', `it is seen that ${at} has the focus`);
    }
    assert.fail(`${what} cannot be reached`);
  }

  async press(what) {
    await this.reach(what);
    await this.page.keyboard.press('Enter');
  }

  /** Ticks a checkbox with the space bar. Arrow keys choose a radio button; the group is one tab stop. */
  async tick(box) {
    if ((await box.getAttribute('type')) === 'checkbox') {
      await this.reach(box);
      await this.page.keyboard.press('Space');
      return;
    }
    const name = await box.getAttribute('name');
    await this.reach(this.page.locator(`[name=${name}]:checked`));
    while (!(await box.isChecked())) await this.page.keyboard.press('ArrowDown');
  }

  /** Chooses an option by typing its first letters. */
  async pick(list, label) {
    await this.reach(list);
    await this.page.keyboard.type(label);
  }

  async copy(field) {
    await this.press(field.locator('..').getByRole('button', { name: /^Copy/ }).first());
    await field.locator('..').getByText('Copied').waitFor();
  }
}

class WithScriptsOff extends ByMouse {
  hasScripts = false;

  /** Without scripts there is no button. */
  async copy(field) {
    await field.click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Control+C');
  }
}

/** The persons, by the way in which they work. */
export const PEOPLE = { 'by mouse': ByMouse, 'by keyboard alone': ByKeyboard, 'with scripts off': WithScriptsOff };
