namespace Shop.Commerce.Shoppers;

/// <summary>
/// The language in which the shopper reads names and titles: Korean, unless <c>Accept-Language</c> prefers English.
/// </summary>
public sealed record Language(bool IsEnglish)
{
    private const string Korean = "ko";
    private const string English = "en";

    public static ValueTask<Language> BindAsync(HttpContext context)
    {
        var preferred = context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1) // Stable: equals stay in the order of the header.
            .Select(language => language.Value.Value?.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(language => language is Korean or English);
        return ValueTask.FromResult(new Language(preferred == English));
    }
}
