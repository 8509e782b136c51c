// Operators as tests use them: through the admin endpoints, with the service credential that Admin has.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using OtpNet;
using Shop.Tests.Startup;

namespace Shop.Tests.Admin;

/// <summary>An operator with a password, an authenticator app and a session.</summary>
public sealed class TestOperator
{
    public const string Password = "an operator's long password";
    private const string Device = "tests";

    private static readonly ConcurrentDictionary<RunningShop, Lazy<Task<TestOperator>>> Owners = new();

    private readonly RunningShop _shop;
    private readonly Totp _app;
    private long _lastStep;

    private TestOperator(RunningShop shop, string loginId, Guid id, string secret)
    {
        (_shop, LoginId, Id, Secret, _app) = (shop, loginId, id, secret, new(Base32Encoding.ToBytes(secret)));

        // The service accepts the steps before and after the current one, so three codes need no wait.
        _lastStep = CurrentStep() - 2;
    }

    public string LoginId { get; }
    public Guid Id { get; }

    /// <summary>The secret of the authenticator app.</summary>
    public string Secret { get; }

    public OperatorSessionReply Session { get; private set; } = null!;
    public string AccessToken { get; private set; } = null!;

    /// <summary>A client of Account's admin endpoint with this operator's token.</summary>
    public HttpClient Account { get; private set; } = null!;

    /// <summary>A client of Commerce's admin endpoint with this operator's token.</summary>
    public HttpClient Commerce { get; private set; } = null!;

    /// <summary>An owner of the graph, created by the command once. Tests must not disable this owner.</summary>
    public static async Task<TestOperator> OwnerAsync(RunningShop shop)
    {
        var owner = await Owners.GetOrAdd(shop, _ => new(() => NewOwnerAsync(shop))).Value;
        await owner.RenewTokenAsync(); // A token is valid for minutes, and the tests of a graph take longer.
        return owner;
    }

    /// <summary>A new operator, invited by the owner of the graph.</summary>
    public static async Task<TestOperator> NewAsync(RunningShop shop, OperatorRole role = OperatorRole.Staff)
    {
        var owner = await OwnerAsync(shop);
        var link = await owner.InviteAsync(NewLoginId(), role);
        return await AcceptAsync(shop, link.LoginId, link.Token);
    }

    public static string NewLoginId() => "op" + Guid.NewGuid().ToString("N")[..14];

    public static string TokenIn(string output) => output.Split("token=")[1].Split()[0];

    /// <summary>A client of Account's admin endpoint with the service credential.</summary>
    public static HttpClient SignInClient(RunningShop shop)
    {
        var http = shop.CreateAdminClient("account");
        http.DefaultRequestHeaders.Add("X-Service-Credential", TestSecrets.ServiceCredential);
        return http;
    }

    public static Task<HttpResponseMessage> AcceptLinkAsync(
        RunningShop shop, string token, string password = Password) =>
        SignInClient(shop).PostAsJsonAsync("/admin/links/accept", new AcceptLinkRequest(token, password, password));

    public async Task<OperatorLinkReply> InviteAsync(string loginId, OperatorRole role) =>
        await Shopper.ReadAsync<OperatorLinkReply>(
            await Account.PostAsJsonAsync("/admin/operators", new InviteOperatorRequest(loginId, role)),
            HttpStatusCode.OK);

    public Task<HttpResponseMessage> SendPasswordAsync(string password = Password) => SignInClient(_shop)
        .PostAsJsonAsync("/admin/sign-in", new OperatorSignInRequest(LoginId, password));

    /// <summary>The challenge after the right password.</summary>
    public async Task<SignInChallengeReply> BeginAsync() =>
        await Shopper.ReadAsync<SignInChallengeReply>(await SendPasswordAsync(), HttpStatusCode.OK);

    public Task<HttpResponseMessage> SendCodeAsync(string challenge, string code) => SignInClient(_shop)
        .PostAsJsonAsync("/admin/sign-in/second-factor", new SecondFactorRequest(challenge, code, Device));

    /// <summary>A code that this operator has not used. Waits if the app shows none that the service accepts.</summary>
    public async Task<string> NextCodeAsync()
    {
        var next = Math.Max(_lastStep + 1, CurrentStep() - 1);
        await Eventually.IsAsync(() => Task.FromResult(CurrentStep()), current => next <= current + 1);
        _lastStep = next;
        return _app.ComputeTotp(DateTime.UnixEpoch.AddSeconds(next * 30));
    }

    /// <summary>Signs in with a password and a code; the clients use the new session.</summary>
    public async Task SignInAgainAsync() => await OpenAsync(await Shopper.ReadAsync<OperatorSessionReply>(
        await SendCodeAsync((await BeginAsync()).Challenge, await NextCodeAsync()), HttpStatusCode.OK));

    public Task<HttpResponseMessage> GetTokenAsync() => SignInClient(_shop)
        .PostAsJsonAsync("/admin/token", new OperatorTokenRequest(Session.SessionToken));

    /// <summary>Runs an act on another operator; returns the response of any status.</summary>
    public Task<HttpResponseMessage> ActAsync(string act, TestOperator on) =>
        Account.PostAsync($"/admin/operators/{on.Id}/{act}", null);

    private static async Task<TestOperator> AcceptAsync(RunningShop shop, string loginId, string token)
    {
        using var http = SignInClient(shop);
        var challenge = await Shopper.ReadAsync<SignInChallengeReply>(
            await AcceptLinkAsync(shop, token), HttpStatusCode.OK);
        Assert.Equal(SignInStep.SetUpAuthenticator, challenge.Step);
        var authenticator = await Shopper.ReadAsync<AuthenticatorReply>(
            await http.PostAsJsonAsync(
                "/admin/sign-in/authenticator", new SetUpAuthenticatorRequest(challenge.Challenge)),
            HttpStatusCode.OK);
        var created = new TestOperator(shop, loginId, Guid.Empty, authenticator.Secret);
        var session = await Shopper.ReadAsync<OperatorSessionReply>(
            await http.PostAsJsonAsync(
                "/admin/sign-in/authenticator/confirm",
                new SecondFactorRequest(challenge.Challenge, await created.NextCodeAsync(), Device)),
            HttpStatusCode.OK);
        var complete = new TestOperator(shop, loginId, session.OperatorId, authenticator.Secret)
        {
            _lastStep = created._lastStep,
        };
        await complete.OpenAsync(session);
        return complete;
    }

    private static async Task<TestOperator> NewOwnerAsync(RunningShop shop)
    {
        var loginId = NewLoginId();
        var (exitCode, output, errors) = await ServiceProcess.RunAsync(
            shop, "Account", "create-owner", loginId, "--another");
        Assert.True(exitCode == 0, output + errors);
        return await AcceptAsync(shop, loginId, TokenIn(output));
    }

    private Task OpenAsync(OperatorSessionReply session)
    {
        Session = session;
        return RenewTokenAsync();
    }

    private async Task RenewTokenAsync()
    {
        AccessToken = (await Shopper.ReadAsync<OperatorTokenReply>(await GetTokenAsync(), HttpStatusCode.OK))
            .AccessToken;
        (Account, Commerce) = (_shop.CreateAdminClient("account"), _shop.CreateAdminClient("commerce"));
        foreach (var http in new[] { Account, Commerce })
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", AccessToken);
        }
    }

    private static long CurrentStep() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
}
