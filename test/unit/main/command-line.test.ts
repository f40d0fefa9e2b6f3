import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../../src/main/command-line';

describe('the command line', () => {
  it('asks for nothing by default', () => {
    expect(parseCommandLine([])).toEqual({
      headless: false,
      demo: false,
      check: false,
      config: null,
      kubeconfig: null,
      logFormat: 'text',
      logFile: null,
      help: false,
      version: false,
      show: false,
    });
  });

  it('takes the config file in every usual spelling', () => {
    for (const argv of [['-c', 'a.yaml'], ['--config', 'a.yaml'], ['--config=a.yaml']]) {
      expect(parseCommandLine(argv).config).toBe('a.yaml');
    }
  });

  it('refuses what it does not know, and says what', () => {
    expect(() => parseCommandLine(['--hedless'])).toThrow(UsageError);
    expect(() => parseCommandLine(['--hedless'])).toThrow('--hedless');
    expect(() => parseCommandLine(['--log-format', 'xml'])).toThrow('--log-format is text or json, not xml.');
    expect(() => parseCommandLine(['stray'])).toThrow(UsageError);
  });

  it('leaves to Chromium what is meant for it', () => {
    expect(parseCommandLine(['--no-sandbox', '--remote-debugging-port=0', '--demo']).demo).toBe(true);
  });
});
