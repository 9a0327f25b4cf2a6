// The two consoles that a test looks at: the programs' own from IPT_BIN, or without a pump with IPT_CONSOLES=fake.
import { start_fake } from './fake_consoles.mjs';
import { start_programs } from './programs.mjs';

export const is_fake = process.env.IPT_CONSOLES === 'fake';
export const start_consoles = (options = {}) => (is_fake ? start_fake(options) : start_programs(options));
