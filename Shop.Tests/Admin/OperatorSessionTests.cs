using System.Net;
using System.Net.Http.Json;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class OperatorSessionTests(RunningShop shop)
{
    private const string Wrong = "a wrong password";

    [Fact]
    public async Task Password_change_needs_the_current_password_and_ends_other_sessions()
    {
        var staff = await TestOperator.NewAsync(shop);
        var elsewhere = staff.Account;
        await staff.SignInAgainAsync();

        await ChangeAsync(Wrong, "another long password").IsProblemAsync(ProblemCodes.InvalidCredentials);
        await ChangeAsync(TestOperator.Password, "short").IsProblemAsync(ProblemCodes.WeakPassword);
        await ChangeAsync(TestOperator.Password, "another long password").HasStatusAsync(HttpStatusCode.NoContent);

        await elsewhere.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.Unauthorized);
        await staff.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.OK);

        Task<HttpResponseMessage> ChangeAsync(string current, string next) => staff.Account.PostAsJsonAsync(
            "/admin/me/password", new ChangeOperatorPasswordRequest(current, next, next));
    }

    [Fact]
    public async Task Ended_session_is_refused_at_once()
    {
        var staff = await TestOperator.NewAsync(shop);
        var elsewhere = staff.Account;
        var sessionToken = staff.Session.SessionToken;
        await staff.SignInAgainAsync();
        var me = await staff.Account.GetFromJsonAsync<OperatorReply>("/admin/me");
        var other = Assert.Single(me!.Sessions, session => !session.IsCurrent);

        await staff.Account.DeleteAsync($"/admin/me/sessions/{other.Id}").HasStatusAsync(HttpStatusCode.NoContent);

        await elsewhere.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.Unauthorized);
        using var http = TestOperator.SignInClient(shop);
        await http.PostAsJsonAsync("/admin/token", new OperatorTokenRequest(sessionToken))
            .IsProblemAsync(ProblemCodes.InvalidCredentials);
        await staff.Account.DeleteAsync($"/admin/me/sessions/{other.Id}").HasStatusAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Session_of_another_operator_cannot_be_ended_as_an_own_one()
    {
        var (staff, other) = (await TestOperator.NewAsync(shop), await TestOperator.NewAsync(shop));
        var me = await other.Account.GetFromJsonAsync<OperatorReply>("/admin/me");

        await staff.Account.DeleteAsync($"/admin/me/sessions/{me!.Sessions[0].Id}")
            .HasStatusAsync(HttpStatusCode.NotFound);
        await other.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.OK);
    }
}
