import { describe, expect, it } from 'vitest';
import { bodyText } from '../../../src/main/desktop/notification';

describe('The body of a notification', () => {
  it('is no markup where the desktop would read it as such', () => {
    const hostile = '<a href="https://evil.example">R&D</a>';
    expect(bodyText(hostile, 'linux')).toBe('&lt;a href="https://evil.example"&gt;R&amp;D&lt;/a&gt;');
    expect(bodyText(hostile, 'darwin')).toBe(hostile);
  });
});
