namespace Shop.Web.Products;

/// <summary>
/// Reads the version of Commerce's catalogue, which changes with every change of a product, a category or a banner.
/// </summary>
public sealed class CatalogueVersion(IHttpClientFactory clients, TimeProvider clock)
{
    private const string Path = "/catalogue/version";

    // Pages do not wait for the same outage one after another.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<string?> _running = Task.FromResult<string?>(null);
    private Task<string?>? _next;
    private DateTimeOffset _unavailableUntil;

    private bool IsUnavailable => clock.GetUtcNow() < _unavailableUntil;

    /// <summary>
    /// The version, read by a call that is sent after this one, so that no earlier change is missed. Requests that come
    /// while a call is running share the next one. Null if Commerce is unavailable.
    /// </summary>
    public Task<string?> ReadAsync()
    {
        lock (_lock)
        {
            return IsUnavailable ? Task.FromResult<string?>(null) : _next ??= ReadAfterAsync(_running);
        }
    }

    private async Task<string?> ReadAfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            (_running, _next) = (_next!, null);
            if (IsUnavailable) // The running call failed.
            {
                return null;
            }
        }

        var http = clients.CreateClient(nameof(CommerceClient));
        var request = ServiceCalls.Request(HttpMethod.Get, Path).WithTimeout(PageTimeouts.EveryPage);
        var result = await http.SendAsync<CatalogueVersionReply>(request, CancellationToken.None);
        if (result.Value is null)
        {
            lock (_lock)
            {
                _unavailableUntil = clock.GetUtcNow() + PauseAfterFailure;
            }
        }

        return result.Value?.Version;
    }
}
