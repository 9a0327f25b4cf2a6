export const start_programs = () => { throw new Error('set IPT_CONSOLES=fake'); };
