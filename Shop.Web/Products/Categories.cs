using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.Products;

/// <summary>The menu of categories, cached for a minute, or longer while Commerce is unavailable.</summary>
public sealed class Categories(IFusionCache cache, CommerceClient commerce, PageCatalogue page)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private static readonly FusionCacheEntryOptions Options = new()
    {
        Size = 1,
        Duration = TimeSpan.FromMinutes(1),
        IsFailSafeEnabled = true,
        FailSafeMaxDuration = TimeSpan.FromDays(1),
        FailSafeThrottleDuration = TimeSpan.FromSeconds(5), // Other pages do not wait for Commerce meanwhile.
    };

    public async Task<IReadOnlyList<CategoryItem>> GetAsync(CancellationToken ct)
    {
        var categories = await cache.GetOrSetAsync<IReadOnlyList<CategoryItem>>(
            CatalogueCache.KeyOf("/categories"),
            async (context, _) =>
            {
                var timeout = context.HasStaleValue ? PageTimeouts.EveryPage : PageTimeouts.Required;
                var result = await commerce.GetCategoriesAsync(timeout, CancellationToken.None);
                if (result.Value is { } reply)
                {
                    return reply.Items;
                }

                if (context.HasStaleValue)
                {
                    return context.Fail("Commerce is unavailable.");
                }

                context.Options.SetDuration(PauseAfterFailure).SetFailSafe(false);
                return [];
            },
            Options,
            token: ct);
        page.IsCurrent &= categories.Count > 0;
        return categories;
    }
}
