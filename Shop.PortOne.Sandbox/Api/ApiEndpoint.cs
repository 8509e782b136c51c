// Every API request passes through here, in this order: authentication, parsing, idempotency, fault injection, the
// work, the response. A fault before the work leaves nothing done; a fault after it loses only the response. A client
// that disconnects does not cancel the work.
using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>A request that can name a store.</summary>
public interface IStoreRequest
{
    string? StoreId { get; }
}

/// <summary>A request whose only field is the store.</summary>
public sealed record StoreRequest(string? StoreId = null) : IStoreRequest;

/// <summary>Handles requests to the provider's API.</summary>
public sealed class ApiEndpoint(
    SandboxStore store, Callers callers, FaultyNetwork network, TimeProvider clock, ILogger<ApiEndpoint> log)
{
    private readonly ConcurrentDictionary<string, RunningRequest> _running = new(StringComparer.Ordinal);

    /// <summary>A read, which changes nothing.</summary>
    public Task<IResult> AskAsync<TRequest>(HttpContext http, Func<SandboxState, TRequest, Reply> answer)
        where TRequest : class =>
        EnterAsync<TRequest>(http, isPublic: false, (request, _) =>
            Task.FromResult(store.Read(state => answer(state, request))));

    /// <summary>A write. Its changes and the response for a repeated request are committed together.</summary>
    public Task<IResult> WorkAsync<TRequest>(
        HttpContext http, Func<SandboxState, TRequest, Reply> work, bool isPublic = false) where TRequest : class =>
        EnterAsync<TRequest>(http, isPublic, (request, remember) =>
            Task.FromResult(store.Write(state => remember(state, work(state, request)))));

    /// <summary>A write that calls another service before it is committed.</summary>
    public Task<IResult> WorkAsync<TRequest>(
        HttpContext http, Func<TRequest, Task<Func<SandboxState, Reply>>> goOutside) where TRequest : class =>
        EnterAsync<TRequest>(http, isPublic: false, async (request, remember) =>
        {
            var work = await goOutside(request);
            return store.Write(state => remember(state, work(state)));
        });

    private async Task<IResult> EnterAsync<TRequest>(
        HttpContext http, bool isPublic, Func<TRequest, Func<SandboxState, Reply, Reply>, Task<Reply>> work)
        where TRequest : class
    {
        if (!isPublic && !callers.IsMerchant(http.Request))
        {
            return Refusals.Unauthorized;
        }

        if (await RequestBody.ReadAsync(http.Request) is not { } body)
        {
            return Refusals.Invalid("The body is too large.");
        }

        if (RequestBody.Parse<TRequest>(body, out var problem) is not { } request)
        {
            return Refusals.Invalid(problem!);
        }

        var storeId = http.Request.Query["storeId"].FirstOrDefault() ?? (request as IStoreRequest)?.StoreId;
        if (!callers.MayUse(storeId))
        {
            return Refusals.Forbidden;
        }

        if (!IdempotencyKey.TryRead(http.Request, out var key))
        {
            return Refusals.Invalid($"{IdempotencyKey.HeaderName} needs 16 to 256 ASCII characters.");
        }

        return key is null
            ? await OverTheNetworkAsync(http, () => work(request, (_, reply) => reply))
            : await OnceAsync(http, key, FinishedRequest.FingerprintOf(http.Request, body), remember =>
                work(request, remember));
    }

    private async Task<IResult> OnceAsync(
        HttpContext http, string key, string fingerprint, Func<Func<SandboxState, Reply, Reply>, Task<Reply>> work)
    {
        var running = new RunningRequest(fingerprint);
        if (_running.GetOrAdd(key, running) is var first && first != running)
        {
            return first.Fingerprint == fingerprint ? Refusals.RequestOutstanding : AnotherRequest(http);
        }

        try
        {
            var before = store.Read(state => state.FinishedRequests.Find(key));
            if (before is not null && before.IsRememberedAt(clock.GetUtcNow()))
            {
                return before.Fingerprint == fingerprint
                    ? await OverTheNetworkAsync(http, () => Task.FromResult(before.Reply))
                    : AnotherRequest(http);
            }

            return await OverTheNetworkAsync(
                http, () => work((state, reply) => Remember(state, key, fingerprint, reply)), Done);
        }
        finally
        {
            Done();
        }

        // Called when the work is done, even if the response hangs afterwards. Removes only this request's own entry,
        // because a repeat may have added another one since.
        void Done() => _running.TryRemove(KeyValuePair.Create(key, running));
    }

    // A server error does not say what was done, so it is not stored for repeats.
    private Reply Remember(SandboxState state, string key, string fingerprint, Reply reply)
    {
        if (!reply.IsServerError)
        {
            state.FinishedRequests.Put(new(key, fingerprint, reply, clock.GetUtcNow()));
        }

        return reply;
    }

    private Reply AnotherRequest(HttpContext http)
    {
        log.LogError(
            "{Method} {Path} came with an Idempotency-Key that another request has used",
            http.Request.Method, http.Request.Path);
        return Refusals.Invalid("This Idempotency-Key belongs to another request.");
    }

    private async Task<IResult> OverTheNetworkAsync(
        HttpContext http, Func<Task<Reply>> work, Action? whenDone = null)
    {
        var fate = network.FateOf(http.Request);
        await network.DelayAsync(http.Request);
        if (fate == CallFate.FailsBeforeWork)
        {
            return FaultyNetwork.FailureBeforeWork;
        }

        var reply = await work();
        whenDone?.Invoke();
        if (fate == CallFate.NeverAnswers)
        {
            await network.HangAsync(http);
        }

        return fate == CallFate.FailsAfterWork ? FaultyNetwork.FailureAfterWork : reply;
    }

    private sealed class RunningRequest(string fingerprint)
    {
        public string Fingerprint => fingerprint;
    }
}
