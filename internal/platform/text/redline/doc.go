// Package redline says what became of a text, as someone would say it who has both drafts on the table: this paragraph
// moved up and lost a word, that one was split, the list only got new numbers.
//
// Enter with Compare for documents, with Words for texts of one line. A Redline lists the changes in reading order. It
// loses nothing: Accept is the new document and Reject the old one, both put together from what the changes show, so a
// page or a Word file that shows the changes shows all there is.
//
// How it is found: blocks that are the same are matched in order, then wherever they went; of the others, one that holds
// what several neighbours hold was split or merged, and what is alike enough is the same block edited. Of what is then in
// another order, the least is said to have moved. Within a block words are compared without their styles, so that setting
// a word bold is a change of style and not of the word.
package redline
