// Every text of the shop exists in Korean and in English. These tests call every text with every combination of example
// arguments and find texts that are untranslated, empty or in the wrong language.
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shop.ServiceDefaults;
using Shop.Web.About;
using Shop.Web.Languages;
using Shop.Web.PortOne;

namespace Shop.Tests.Looks;

public sealed partial class TranslationTests
{
    // The names of the shop and of the languages, and the language switch, which is in the language it switches to.
    private static readonly string[] NotInPageLanguage =
    [
        nameof(Texts.ShopName), nameof(Texts.Language), nameof(Texts.Locale), nameof(Texts.OtherLocale),
        nameof(Texts.OtherLanguage), nameof(Texts.OtherLanguageCode), nameof(Texts.SwitchLanguage),
    ];

    [Fact]
    public void Every_page_text_exists_in_Korean_and_English_and_is_no_machine_readable_code()
    {
        var (korean, english) = (TextsIn("ko"), TextsIn("en"));

        var incomplete = korean.Zip(english)
            .Where(halves => !NotInPageLanguage.Contains(halves.First.Name))
            .Where(halves => !IsComplete(halves.First.Text, halves.Second.Text)).ToList();

        Assert.Equal(korean.Count, english.Count);
        Assert.True(korean.Count > 400, $"Only {korean.Count} texts were found.");
        Assert.Empty(incomplete);
        Assert.DoesNotContain(korean.Concat(english), text => MachineWord().IsMatch(text.Text));
    }

    /// <summary>True if both halves are texts of their language.</summary>
    internal static bool IsComplete(string korean, string english) =>
        Hangul().IsMatch(korean) && !Hangul().IsMatch(english) && Letter().IsMatch(english);

    private static List<(string Name, string Text)> TextsIn(string language)
    {
        CultureInfo.CurrentUICulture = new(language);
        var texts = new Texts();
        var members = typeof(Texts).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        return
        [
            .. members.OfType<PropertyInfo>().Where(property => property.Name != nameof(Texts.IsKorean))
                .SelectMany(property => WithName(property, property.GetValue(texts)!)),
            .. members.OfType<MethodInfo>().Where(method => !method.IsSpecialName)
                .SelectMany(method => Calls(method).SelectMany(call => WithName(method, method.Invoke(texts, call)!))),
            .. new[] { "terms", "privacy" }.SelectMany(document => BlocksOf(document, language)),
        ];
    }

    // The headings, paragraphs and list items of a legal document.
    private static IEnumerable<(string Name, string Text)> BlocksOf(string document, string language)
    {
        var folder = Path.Combine(BuiltPrograms.Repository, "Shop.Web", "Legal");
        return Block().Split(File.ReadAllText(Path.Combine(folder, $"{document}.{language}.md")))
            .Select((block, i) => ($"{document} {i}", block));
    }

    // The operator configures the values of the seller's facts, so only their labels are checked.
    private static IEnumerable<(string Name, string Text)> WithName(MemberInfo member, object said) => said switch
    {
        string text => [(member.Name, text)],
        IEnumerable<(string Label, string Value)> facts => facts.Select(fact => (member.Name, fact.Label)),
        _ => throw new NotSupportedException($"No texts can be extracted from a {said.GetType()}."),
    };

    // Every combination of example arguments of a method or constructor.
    private static IEnumerable<object?[]> Calls(MethodBase method) => method.GetParameters().Aggregate(
        (IEnumerable<object?[]>)[[]],
        (calls, parameter) => calls.SelectMany(call => Examples(method.Name, parameter).Select(
            example => (object?[])[.. call, example])));

    private static object?[] Examples(string method, ParameterInfo parameter) => (method, parameter.Name) switch
    {
        (nameof(Texts.Method), _) =>
        [
            "CARD", "EASY_PAY", "TRANSFER", .. PaymentProvider.All.SelectMany(provider => provider.Wallets).Distinct(),
        ],
        (nameof(Texts.SortName), _) => ConstantsOf(typeof(ProductSorts)),
        (nameof(Texts.InvalidField), "code") => [.. ConstantsOf(typeof(ProblemCodes)), "INVALID_REQUEST"],
        (nameof(Texts.InvalidField), _) =>
            ["phone", "postalCode", "loginId", "recipient", "password", "newPassword", "passwordAgain"],
        (nameof(Texts.CartRefused), _) => [Texts.CartIsFull, ProblemCodes.OutOfStock, "ANOTHER"],
        (_, "currency" or nameof(RefundItem.Currency)) => ["KRW"],
        (nameof(Texts.ListedOn), "page") => [2],
        _ => ExamplesOf(parameter.ParameterType),
    };

    private static object?[] ExamplesOf(Type type) => type switch
    {
        { IsEnum: true } => [.. Enum.GetValues(type).Cast<object>()],
        _ when Nullable.GetUnderlyingType(type) is { } given => [.. ExamplesOf(given), null],
        _ when type == typeof(string) => ["3"],
        _ when type == typeof(int) => [0, 1, 1_234],
        _ when type == typeof(long) => [0L, 1L, 1_234L],
        _ when type == typeof(bool) => [false, true],
        _ when type == typeof(Guid) => [Guid.Empty],
        _ when type == typeof(DateTimeOffset) => [DateTimeOffset.UnixEpoch],
        _ when type == typeof(DateOnly) => [new DateOnly(1990, 3, 15)],
        _ when type == typeof(RefundItem) || type == typeof(TimelineItem) =>
            [.. Calls(type.GetConstructors().Single()).Select(call => Activator.CreateInstance(type, call))],
        _ when type == typeof(Seller) =>
        [
            new Seller
            {
                Name = "1", Owner = "2", BusinessNumber = "3", MailOrderNumber = "4", Address = "5", Phone = "6",
                Email = "7", PrivacyOfficer = "8", Host = "9",
            },
        ],
        _ when type == typeof(ApiError) =>
        [
            .. ConstantsOf(typeof(ProblemCodes)).Concat(ConstantsOf(typeof(SharedProblemCodes)))
                .Select(code => new ApiError(409, (string)code!, new Dictionary<string, JsonElement>())),
            ApiError.Unavailable(),
        ],
        _ => throw new NotSupportedException($"A text takes a {type}: add examples for it."),
    };

    private static object?[] ConstantsOf(Type type) =>
        [.. type.GetFields().Where(field => field.IsLiteral).Select(field => field.GetRawConstantValue())];

    // Matches upper case only: the privacy policy contains cookie names in lower case.
    [GeneratedRegex("[A-Z]{2,}_[A-Z_]+|\\b(PENDING|PAID|READY|SHIPPED|DELIVERED|EXPIRED|CANCELLED|REFUNDED|SENT)\\b")]
    private static partial Regex MachineWord();

    [GeneratedRegex(@"\n\n(?:- )?|\n- ")]
    private static partial Regex Block();

    [GeneratedRegex("[가-힣]")]
    private static partial Regex Hangul();

    [GeneratedRegex("[A-Za-z0-9×]")]
    private static partial Regex Letter();
}

/// <summary>The texts of the seeded catalogue.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class CatalogueTranslationTests(RunningShop shop)
{
    [Fact]
    public async Task Every_catalogue_text_exists_in_Korean_and_English()
    {
        var texts = await shop.QuerySqlAsync<string[]>("""
            with texts (ko, en) as (
                select name_ko, name_en from categories
                union all select name_ko, name_en from products where id < 1000
                union all select description_ko, description_en from products where id < 1000
                union all select title_ko, title_en from banners
                union all select subtitle_ko, subtitle_en from banners)
            select array_agg(ko || ' | ' || en) from texts
            """);

        Assert.True(texts.Length > 50, $"Only {texts.Length} were found.");
        Assert.All(texts, text => Assert.True(
            text.Split(" | ") is [var korean, var english] && TranslationTests.IsComplete(korean, english), text));
    }
}
