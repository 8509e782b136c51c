using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Tests.Graphs;

namespace Shop.Tests.Accounts;

/// <summary>Two replicas of Account on one database, which read each other's keys every second.</summary>
[Collection(ReplicatedShop.Name)]
public sealed class SigningKeyRotationTests(ReplicatedShop shop)
{
    private readonly AccountApi _account = new(shop);

    [Fact]
    public async Task Key_is_published_a_day_before_it_signs_and_kept_until_its_last_token_expires()
    {
        var shopper = await shop.NewShopperAsync();
        var first = Assert.Single(await WaitForPublishedKeysAsync(keys => keys.Count == 1));
        Assert.Equal(first, KidOf(shopper.Session.AccessToken));

        // 29 days pass: the next key is published a day before it signs.
        await AgeAsync(first, "29 days 1 minute");
        var both = await WaitForPublishedKeysAsync(keys => keys.Count == 2);
        var second = Assert.Single(both, kid => kid != first);
        Assert.Equal(TimeSpan.FromDays(1), await _account.ReadAsync<TimeSpan>(
            "select signs_from - published_at from signing_keys where kid = $1", second));
        Assert.Equal(first, await SigningKeyAsync(shopper));

        // A day passes: the second key signs.
        await AgeAsync(second, "1 day");
        await Eventually.IsAsync(() => SigningKeyAsync(shopper), kid => kid == second);
        await shopper.Account.GetAsync("/me").HasStatusAsync(HttpStatusCode.OK);
        Assert.Contains(first, await PublishedKeysAsync());

        // The last token of the first key has expired.
        await AgeAsync(second, "21 minutes");
        await WaitForPublishedKeysAsync(keys => keys.Count == 1 && keys[0] == second);
    }

    [Fact]
    public async Task Replicas_decrypt_what_the_other_encrypted()
    {
        foreach (var shopper in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shop.NewShopperAsync())))
        {
            for (var i = 0; i < 4; i++)
            {
                using var account = NewConnection();
                account.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Session.AccessToken);
                Assert.Equal(shopper.Person.Name, (await account.GetFromJsonAsync<MeReply>("/me"))!.Name);
            }
        }
    }

    private static string KidOf(string accessToken) =>
        (string)JsonNode.Parse(Base64Url.DecodeFromChars(accessToken.Split('.')[0]))!["kid"]!;

    private async Task<string> SigningKeyAsync(Shopper shopper) =>
        KidOf((await _account.SignInSuccessfullyAsync(shopper.LoginId)).AccessToken);

    private Task<int> AgeAsync(string kid, string age) => _account.ExecuteAsync($"""
        update signing_keys
        set published_at = published_at - interval '{age}', signs_from = signs_from - interval '{age}'
        where kid = $1
        """, kid);

    // Connections go to the replicas in turn or at random, so 12 new ones reach both.
    private async Task<IReadOnlyList<string>> WaitForPublishedKeysAsync(Func<IReadOnlyList<string>, bool> condition) =>
        (await Eventually.IsAsync(
            () => Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PublishedKeysAsync())),
            responses => responses.All(condition)))[0];

    private async Task<IReadOnlyList<string>> PublishedKeysAsync()
    {
        using var account = NewConnection();
        var set = await account.GetFromJsonAsync<JsonNode>("/.well-known/jwks.json");
        return [.. set!["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];
    }

    private HttpClient NewConnection()
    {
        var account = shop.CreateClient("account");
        account.DefaultRequestHeaders.ConnectionClose = true;
        return account;
    }
}
