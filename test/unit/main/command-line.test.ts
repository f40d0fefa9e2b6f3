import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../../src/main/command-line';

describe('the command line', () => {
  it('asks for nothing by default', () => {
    expect(parseCommandLine([])).toEqual({
      headless: false,
      demo: false,
      check: false,
      diagnose: null,
      config: null,
      kubeconfig: null,
      logFormat: 'text',
      logLevel: 'info',
      isLogLevelGiven: false,
      logFile: null,
      logMaxBytes: null,
      help: false,
      version: false,
      show: false,
    });
  });

  it('takes the forward to diagnose', () => {
    expect(parseCommandLine(['--diagnose', 'orders-db']).diagnose).toBe('orders-db');
    expect(() => parseCommandLine(['--diagnose'])).toThrow(UsageError);
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

  it('takes the log’s level and size', () => {
    expect(parseCommandLine(['--log-level', 'debug', '--log-max-size', '500kb'])).toMatchObject({
      logLevel: 'debug',
      logMaxBytes: 500_000,
    });
    expect(() => parseCommandLine(['--log-level', 'loud'])).toThrow(
      '--log-level is error, warn, info, debug, not loud.',
    );
    for (const size of ['5', '1KB', 'much', '-5MB', '0MB'])
      expect(() => parseCommandLine([`--log-max-size=${size}`])).toThrow(`such as 5MB, not ${size}.`);
  });

  it('leaves to Chromium what is meant for it', () => {
    expect(parseCommandLine(['--no-sandbox', '--remote-debugging-port=0', '--demo']).demo).toBe(true);
  });
});
