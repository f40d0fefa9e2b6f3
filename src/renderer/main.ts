import { mount } from 'svelte';
import { lostWords } from '../shared/words-window';
import App from './App.svelte';
import BridgeError from './components/BridgeError.svelte';
import './styles/tokens.css';
import './styles/base.css';
import { windowApiOf } from './window-api';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

if (window.portwatch) mount(App, { target, props: { api: windowApiOf(window.portwatch) } });
else mount(BridgeError, { target, props: { message: lostWords.noBridge } });
