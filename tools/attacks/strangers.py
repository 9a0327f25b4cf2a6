"""People whom the pump does not know, or not as what they say."""
import ssl

from attack import attack
from bed import CLINICIAN, Client, Protected, control, ending, envelope, lets_in, reports


@attack("who", "a key that is not paired gets no Welcome")
def unpaired(bed):
    assert not lets_in(lambda: Protected(bed.pump, bed.stranger.context()))


@attack("who", "no certificate at all gets no Welcome")
def no_certificate(bed):
    assert not lets_in(lambda: Protected(bed.pump, bed.stranger.context(shows=False)))


@attack("who", "the certificate of somebody paired, without its key, gets no Welcome")
def stolen_certificate(bed):
    context = bed.stranger.context(shows=False)
    try:
        context.load_cert_chain(bed.anna.certificate, bed.stranger.key)
    except ssl.SSLError:
        return  # OpenSSL does not even offer it; the pump's own check of the proof is the handshake itself
    assert not lets_in(lambda: Protected(bed.pump, context))


@attack("who", "a paired key under a certificate that has expired gets no Welcome")
def expired(bed):
    assert not lets_in(lambda: Protected(bed.pump, bed.anna.context(certificate=bed.anna.expired())))


@attack("who", "an observer who asks to be a clinician is turned away")
def wrong_role(bed):
    assert lets_in(bed.observer)
    assert not lets_in(lambda: Protected(bed.pump, bed.ward.context(), role=CLINICIAN))


@attack("who", "an observer can neither take control nor stop the pump")
def observer_acts(bed):
    client = bed.observer()
    for ask in (dict(acquire_control=control.AcquireControl()), dict(stop=control.Stop(operation_id=b"s" * 16)), dict(stage=control.Stage(operation=b"")),
                dict(read_log=reports.ReadLog(security=True))):
        response = client.ask(**ask)
        assert (response.code, response.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_NOT_ALLOWED), response
    client.close()


@attack("who", "the client_id of somebody else counts for nothing")
def borrowed_name(bed):
    clinician = bed.clinician()
    assert clinician.ask(acquire_control=control.AcquireControl()).code == envelope.CODE_OK
    other = bed.observer(client_id=bed.anna.fingerprint.hex())
    assert other.ask(acquire_control=control.AcquireControl()).code == envelope.CODE_REFUSED
    other.close()
    clinician.close()


@attack("downgrade", "plaintext from this machine is refused by a paired pump, with the reason")
def plaintext(bed):
    for unix in (False, True):
        client = Client(bed.pump, greet=False, unix=unix)
        client.send(hello=envelope.Hello(minor_versions=[0], client_id="x", role=CLINICIAN))
        assert ending(client) == "INSECURE"
        client.close()


@attack("downgrade", "TLS 1.2 gets no handshake")
def old_tls(bed):
    assert not lets_in(lambda: Protected(bed.pump, bed.anna.context(version=ssl.TLSVersion.TLSv1_2)))


@attack("downgrade", "another protocol by ALPN, and none, get no Welcome")
def alpn(bed):
    for protocols in ((), ("h2",), ("ipt/0",), ("ipt-pair/1",)):
        assert not lets_in(lambda: Protected(bed.pump, bed.anna.context(protocols=protocols))), protocols
    assert lets_in(lambda: Protected(bed.pump, bed.anna.context(protocols=("h2", "ipt/1"))))


@attack("downgrade", "a Hello without a version that the pump speaks is told so")
def versions(bed):
    for offered in ((), (99,)):
        client = bed.clinician(greet=False)
        client.send(hello=envelope.Hello(minor_versions=offered, client_id="x", role=CLINICIAN))
        assert ending(client) == "VERSION", offered
        client.close()


@attack("downgrade", "a Hello stripped of its features, or with ones that nobody knows, is protected as ever")
def features(bed):
    for offered in ((), ("plaintext", "no-lease", "x" * 200)):
        client = bed.clinician(greet=False)
        welcome = client.say(hello=envelope.Hello(minor_versions=[0], features=offered, client_id="x", role=CLINICIAN, pump_serial="P-1")).welcome
        assert (list(welcome.features), welcome.insecure, welcome.role) == ([], False, CLINICIAN), welcome
        refused = client.ask(stage=control.Stage(operation=b"x"))
        assert refused.refusal.reason == envelope.REASON_NO_LEASE, refused
        client.close()


@attack("which pump", "another pump's name by SNI or in Hello gets no Welcome")
def wrong_pump(bed):
    assert lets_in(lambda: bed.clinician(name="p-1.pump.ipt.invalid", serial="P-1"))
    assert not lets_in(lambda: bed.clinician(name="p-2.pump.ipt.invalid"))
    client = bed.clinician(greet=False)
    client.send(hello=envelope.Hello(minor_versions=[0], client_id="x", role=CLINICIAN, pump_serial="P-2"))
    assert ending(client) == "WRONG_PUMP"
    client.close()


@attack("which pump", "what was staged on one pump is not committed on another")
def other_pump(bed):
    second = bed.paired_pump("P-2")
    here, there = bed.clinician(), Protected(second, bed.anna.context(), serial="P-2")
    body = there.commit_body(there.stage(there.program(150_000)), b"o" * 16).SerializeToString()
    here.ask(acquire_control=control.AcquireControl())
    response = here.ask(commit=control.Commit(commit_body=body))
    assert response.code == envelope.CODE_REFUSED, response
    staged = here.stage(there.program(150_000))  # its therapy names the other pump
    assert (staged.code, staged.refusal.reason) == (envelope.CODE_REFUSED, envelope.REASON_WRONG_PUMP), staged
    assert there.ask(commit=control.Commit(commit_body=body)).code == envelope.CODE_OK  # where it belongs it is good
    here.close()
    there.close()
