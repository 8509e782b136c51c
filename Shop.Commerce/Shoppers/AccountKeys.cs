// Account's public keys, read from its JWKS and kept, so that Commerce works on while Account is away. Account
// publishes a new key a day before it signs with it, so the hourly reading meets it in time and drops a withdrawn one
// soon; no request waits for that one. A token whose key is unknown all the same makes the keys be read again at once,
// for everybody at most once a minute, and the token handler then tries the same token again: the shopper notices
// nothing. Whoever comes with a known key does not wait for that either, or a stranger with invented ones could make
// everybody wait.
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

    private readonly Lock _gate = new();

    // The token handler asks for a refresh and then for the keys, one after the other for the same token: what the
    // first leaves here, only the second meets.
    private readonly AsyncLocal<bool> _lacksKey = new();

    private volatile OpenIdConnectConfiguration? _known;
    private Task _reading = Task.CompletedTask;
    private long _knownSince;
    private long _askedAt;

    /// <summary>False only until Account has answered for the first time.</summary>
    public async Task<bool> AreKnownAsync(CancellationToken ct)
    {
        await RefreshAsync(ct);
        return _known is not null;
    }

    /// <inheritdoc />
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        return _known ?? throw new InvalidOperationException("Account's keys have not been read yet.");
    }

    /// <inheritdoc />
    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) =>
        await GetConfigurationAsync(cancel);

    /// <inheritdoc />
    public override void RequestRefresh() => _lacksKey.Value = true;

    private async Task RefreshAsync(CancellationToken ct)
    {
        if (_known is null || _lacksKey.Value)
        {
            await ReadUnlessJustReadAsync().WaitAsync(ct);
        }
        else if (clock.GetElapsedTime(Volatile.Read(ref _knownSince)) >= FreshFor)
        {
            _ = ReadUnlessJustReadAsync(); // The known ones serve until it has come back.
        }
    }

    /// <summary>The reading that is under way, a new one, or the last one where it is too early to ask again.</summary>
    private Task ReadUnlessJustReadAsync()
    {
        lock (_gate)
        {
            var pause = _known is null ? AskAgainForTheFirstAfter : AskAgainAfter;
            var mayAsk = _askedAt == 0 || clock.GetElapsedTime(_askedAt) >= pause;
            return _reading = _reading.IsCompleted && mayAsk ? Task.Run(ReadAsync) : _reading;
        }
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
            lock (_gate)
            {
                _askedAt = clock.GetTimestamp();
            }
        }
    }
}
