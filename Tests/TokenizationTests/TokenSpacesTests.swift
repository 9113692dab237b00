import Testing
import Tokenization

@Suite struct TokenSpacesTests {
    /// What transformers' `clean_up_tokenization` gives.
    @Test func spacesBeforeMarksGo() {
        #expect(TokenSpaces.cleaned("I 'm here . Are you , too ?") == "I'm here. Are you, too?")
        #expect(TokenSpaces.cleaned("do n't ! it 's we 've you 're") == "don't! it's we've you're")
        #expect(TokenSpaces.cleaned("a ' b") == "a'b")
        #expect(TokenSpaces.cleaned("nothing to do") == "nothing to do")
    }
}
