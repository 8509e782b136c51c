// Account's public keys, read from its JWKS and kept, so that Commerce works on while Account is away. Account
// publishes a new key a day before it signs with it, so the hourly reading meets it in time and drops a withdrawn one
// soon. A token whose key is unknown all the same makes the keys be read again at once, for everybody at most once a
// minute, and the token handler then tries the same token again: the shopper notices nothing.
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Polly;

namespace Shop.Commerce.Shoppers;

/// <summary>The keys that Account signs with, as the token handler asks for them.</summary>
public sealed class AccountKeys(IHttpClientFactory clients, TimeProvider clock, ILogger<AccountKeys> logger)
    : BaseConfigurationManager, IConfigurationManager<OpenIdConnectConfiguration>
{
    public const string ClientName = "account-keys";

    private const string Address = "/.well-known/jwks.json";
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskAgainForTheFirstAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile OpenIdConnectConfiguration? _known;
    private volatile bool _isKeyMissing;
    private long _knownSince;
    private long _askedAt;

    /// <summary>False only until Account has answered for the first time.</summary>
    public async Task<bool> AreKnownAsync(CancellationToken ct)
    {
        await ReadWhenDueAsync(ct);
        return _known is not null;
    }

    /// <inheritdoc />
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        await ReadWhenDueAsync(cancel);
        return _known ?? throw new InvalidOperationException("Account's keys have not been read yet.");
    }

    /// <inheritdoc />
    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) =>
        await GetConfigurationAsync(cancel);

    /// <inheritdoc />
    public override void RequestRefresh() => _isKeyMissing = true;

    private async Task ReadWhenDueAsync(CancellationToken ct)
    {
        if (!IsDue())
        {
            return;
        }

        // Who lacks a key waits for the answer; when the keys are only old, one request reads and the others go on.
        var patience = _known is null || _isKeyMissing ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        if (!await _asking.WaitAsync(patience, ct))
        {
            return;
        }

        try
        {
            if (IsDue()) // Another request may have read them while this one waited.
            {
                await ReadAsync();
            }
        }
        finally
        {
            _asking.Release();
        }
    }

    private bool IsDue()
    {
        var sinceAsked = clock.GetElapsedTime(Volatile.Read(ref _askedAt));
        if (_known is null)
        {
            return _askedAt == 0 || sinceAsked >= AskAgainForTheFirstAfter;
        }

        var isOld = clock.GetElapsedTime(Volatile.Read(ref _knownSince)) >= FreshFor;
        return (_isKeyMissing || isOld) && sinceAsked >= AskAgainAfter;
    }

    private async Task ReadAsync()
    {
        // Not the request's token: the answer serves everybody, whether or not the one who asked is still there.
        using var deadline = new CancellationTokenSource(AskFor, clock);
        try
        {
            var client = clients.CreateClient(ClientName);
            var read = JsonWebKeySet.Create(await client.GetStringAsync(Address, deadline.Token));
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = read };
            foreach (var key in read.GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            Volatile.Write(ref _knownSince, clock.GetTimestamp());
            _known = configuration;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException
            or ExecutionRejectedException or ArgumentException)
        {
            logger.LogWarning("Account's keys could not be read ({Reason}); {State}",
                error.Message, _known is null ? "shoppers cannot be recognised yet" : "the known ones stay in use");
        }
        finally
        {
            // Written last: whoever comes while this is going on waits for its end instead of finding nothing due.
            Volatile.Write(ref _askedAt, clock.GetTimestamp());
            _isKeyMissing = false;
        }
    }
}
